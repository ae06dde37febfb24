import Claims

/// Short forms for building policies in tests.
func formula(_ text: String) throws -> Policy.Formula { try Policy.Formula(parsing: text) }

func value(_ text: String) throws -> Policy.Value { .always(try formula(text)) }

func by(_ name: String, _ rows: [(String, String)], otherwise: String? = nil) throws -> Policy.Value {
    .by(
        Policy.Table(
            by: name, rows: try rows.map { Policy.Table.Row([Policy.Key($0.0)], try value($0.1)) },
            otherwise: try otherwise.map { try value($0) }))
}

func bands(_ bands: (to: String?, rate: String)...) throws -> Policy.Choice<[Policy.Band]> {
    .always(try bands.map { Policy.Band(to: try $0.to.map { try value($0) }, rate: try value($0.rate)) })
}

func pooled(
    deductible: String? = nil, rate: String = "80%", _ change: (inout Policy.Stage) throws -> Void = { _ in }
) throws -> Policy.Stage {
    var stage = Policy.Stage(
        fund: Policy.pooledFund, deductible: try deductible.map { Policy.Deductible(try value($0)) },
        bands: try bands((nil, rate)))
    try change(&stage)
    return stage
}

func policy(
    _ stages: Policy.Stage..., change: (inout Policy) throws -> Void = { _ in }
) throws -> Policy {
    var policy = Policy(id: "test", stages: stages)
    try change(&policy)
    return policy
}

/// A bill of so many yuan in scope.
func inScope(_ yuan: Int64, _ change: (inout Bill) -> Void = { _ in }) -> Bill {
    var bill = Bill(inScope: yuan * 100)
    change(&bill)
    return bill
}

func condition(_ tests: (String, String)...) -> Policy.Condition {
    Policy.Condition(tests.map { Policy.Condition.Test($0.0, [Policy.Key($0.1)]) })
}

/// The same numbers in the same order for the same seed, so that a failure can be repeated (Steele, Lea and Flood,
/// "Fast splittable pseudorandom number generators", 2014).
struct SettlementRandom: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
