extension JSONDocument {
    /// The path of a value from `root` (the whole text if nil), as `entry[12].resource.item[3].net.value`.
    ///
    /// Empty for `root` itself. O(depth).
    func path(of node: Int, from root: Int? = nil) -> String {
        var parts: [String] = []
        var index = node
        while index != root, index >= 0, nodes[index].parent >= 0 {
            let parent = Int(nodes[index].parent)
            if nodes[parent].kind == .array {
                parts.append("[\(nodes[index].ordinal)]")
            } else {
                parts.append(".\(shortName(nodes[index].kind == .name ? index : index - 1))")
            }
            index = parent
        }
        let path = parts.reversed().joined()
        return path.hasPrefix(".") ? String(path.dropFirst()) : path
    }

    /// The path of the place where damage was met: the open container and the member or index that was being read.
    func path(of damage: JSONDamage) -> String {
        guard damage.container >= 0 else { return "" }
        let container = nodes[damage.container]
        let path = path(of: damage.container)
        if container.kind == .array { return path + "[\(container.count)]" }
        guard let last = nodes.indices.last, nodes[last].kind == .name, nodes[last].parent == damage.container
        else { return path }
        return path.isEmpty ? shortName(last) : "\(path).\(shortName(last))"
    }

    /// Line and column, both from 1, of a byte; the column counts characters (Unicode scalars). O(offset).
    func place(ofByte offset: Int) -> (line: Int, column: Int) {
        var line = 1
        var lineStart = 0
        for index in 0..<min(offset, bytes.count) where bytes[index] == 0x0A {
            line += 1
            lineStart = index + 1
        }
        let column = bytes[lineStart..<max(lineStart, min(offset, bytes.count))].count { $0 & 0xC0 != 0x80 }
        return (line, column + 1)
    }

    /// A member's name for a path: cut if it is very long, without control characters.
    private func shortName(_ node: Int) -> String {
        let name = text(of: node)
        return FHIRError.printable(name)
    }
}
