import Claims

/// An item that hospitals charge: what the city's catalogue says of it. Prices are invented; the classes and their shares follow Examples/policies.
struct Good {
    let code: String
    let name: String
    let itemClass: ChargeLine.ItemClass
    let category: ChargeLine.Category
    /// What one usually costs, in fen.
    let usual: Int64

    private init(
        _ code: String, _ name: String, _ itemClass: ChargeLine.ItemClass, _ category: ChargeLine.Category,
        _ usual: Int64
    ) {
        self.code = code
        self.name = name
        self.itemClass = itemClass
        self.category = category
        self.usual = usual
    }

    static let bed = Good("BED-3", "三人间床位费", .classA, .bed, 4_500)
    static let nursing = Good("NUR-2", "二级护理", .classA, .nursing, 1_400)
    static let dialysis = Good("TRT-HD", "血液透析", .classA, .treatment, 40_000)
    static let drugs = [
        Good("DRG-AMX", "阿莫西林胶囊 0.25g", .classA, .drug, 1_240),
        Good("DRG-NAC", "0.9%氯化钠注射液 250ml", .classA, .drug, 420),
        Good("DRG-HEP", "低分子肝素钙注射液", .classA, .drug, 4_310),
        Good("DRG-CEF", "注射用头孢哌酮钠舒巴坦钠 1.0g", .classB, .drug, 3_860),
        Good("DRG-OME", "注射用奥美拉唑钠 40mg", .classB, .drug, 2_145),
        Good("DRG-ATV", "阿托伐他汀钙片 20mg", .classB, .drug, 3_580),
        Good("DRG-OSS", "注射用骨肽 25mg", .classB, .drug, 2_960),
        Good("DRG-ALB", "人血白蛋白 10g", .classB, .drug, 37_800),
    ]
    static let examinations = [
        Good("EXM-CBC", "血常规", .classA, .examination, 2_000), Good("EXM-BIO", "生化全套", .classA, .examination, 9_500),
        Good("EXM-ECG", "心电图", .classA, .examination, 2_600), Good("EXM-CT", "胸部CT平扫", .classA, .examination, 38_000),
        Good("EXM-MRI", "头颅MRI平扫", .classB, .examination, 62_000),
    ]
    static let operations = [
        Good("OPR-452", "清创缝合术", .classA, .operation, 45_200), Good("OPR-APP", "阑尾切除术", .classA, .operation, 182_000),
        Good("OPR-CHO", "胆囊切除术", .classA, .operation, 286_000), Good("OPR-HIP", "髋关节置换术", .classA, .operation, 540_000),
    ]
    static let stent = Good("MAT-STN", "药物洗脱支架", .classB, .material, 79_000)
    static let companion = Good("OTH-COM", "陪护床", .selfPay, .otherCategory, 1_500)

    static let all = [bed, nursing, dialysis] + drugs + examinations + operations + [stent, companion]

    /// So many of it at a price of one, in fen.
    func line(_ quantity: Int, at price: Int64) -> ChargeLine {
        var line = ChargeLine()
        line.code = code
        line.name = name
        line.itemClass = itemClass
        line.category = category
        line.quantity = String(quantity)
        line.unitPrice = price
        line.amount = price * Int64(quantity)
        return line
    }
}
