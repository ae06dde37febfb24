import Foundation
import Testing

/// A page read as a browser reads it, as far as the tests ask: its elements in order, and the text of each.
///
/// It refuses what a careful writer never does: a tag that is not closed, an attribute without quotes, a stray `<` or `&`.
struct HTMLPage {
    struct Element {
        let name: String
        let attributes: [String: String]
        /// The names of the elements around it, the outermost first.
        let path: [String]
        fileprivate(set) var text = ""
    }

    struct Malformed: Error, CustomStringConvertible {
        let description: String
    }

    private(set) var elements: [Element] = []

    private static let void: Set<String> = ["meta", "input", "br", "line", "circle", "path", "rect"]

    init(_ html: String) throws {
        var open: [Int] = []
        var rest = html.utf8.dropFirst("<!doctype html>".utf8.count)
        guard html.hasPrefix("<!doctype html>") else { throw Malformed(description: "no doctype") }
        while let first = rest.first {
            guard first == UInt8(ascii: "<") else {
                let end = rest.firstIndex(of: UInt8(ascii: "<")) ?? rest.endIndex
                let raw = String(decoding: rest[rest.startIndex..<end], as: UTF8.self)
                let text = open.last.map { elements[$0].name } == "style" ? raw : try Self.unescaped(raw)
                for index in open { elements[index].text += text }
                rest = rest[end...]
                continue
            }
            guard let end = rest.firstIndex(of: UInt8(ascii: ">")) else { throw Malformed(description: "an open tag") }
            var tag = String(decoding: rest[rest.index(after: rest.startIndex)..<end], as: UTF8.self)
            rest = rest[rest.index(after: end)...]
            if tag.hasPrefix("/") {
                guard let last = open.popLast(), elements[last].name == tag.dropFirst() else {
                    throw Malformed(description: "</\(tag.dropFirst())> closes nothing")
                }
                continue
            }
            if tag.hasSuffix("/") { tag.removeLast() }
            let (name, attributes) = try Self.parsed(tag)
            elements.append(Element(name: name, attributes: attributes, path: open.map { elements[$0].name }))
            if !Self.void.contains(name) { open.append(elements.count - 1) }
        }
        guard open.isEmpty else { throw Malformed(description: "\(open.map { elements[$0].name }) stay open") }
    }

    private static func parsed(_ tag: String) throws -> (String, [String: String]) {
        guard let match = tag.wholeMatch(of: /([a-z][a-z0-9]*)((?: [a-zA-Z][a-zA-Z0-9-]*(?:="[^"<>]*")?)*) ?/) else {
            throw Malformed(description: "<\(tag)>")
        }
        var attributes: [String: String] = [:]
        for attribute in match.2.matches(of: /([a-zA-Z][a-zA-Z0-9-]*)(?:="([^"]*)")?/) {
            guard attributes.updateValue(try unescaped(String(attribute.2 ?? "")), forKey: String(attribute.1)) == nil
            else { throw Malformed(description: "<\(tag)> has an attribute twice") }
        }
        return (String(match.1), attributes)
    }

    private static func unescaped(_ text: String) throws -> String {
        var result = ""
        var rest = Substring(text)
        while let place = rest.firstIndex(of: "&") {
            result += rest[..<place]
            rest = rest[place...]
            guard
                let (escape, character) = [
                    ("&amp;", "&"), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"),
                ].first(where: { rest.hasPrefix($0.0) })
            else { throw Malformed(description: "a stray & in \(text.prefix(80))") }
            result += character
            rest = rest.dropFirst(escape.count)
        }
        return result + rest
    }

    // MARK: Asking

    func all(_ name: String) -> [Element] { elements.filter { $0.name == name } }

    func element(id: String) -> Element? { elements.first { $0.attributes["id"] == id } }

    /// The rows of the table with that label, each as the texts of its cells.
    func rows(of label: String) -> [[String]] {
        var rows: [[String]] = []
        var isInside = false
        for element in elements {
            if element.attributes["role"] == "region" { isInside = element.attributes["aria-label"] == label }
            guard isInside else { continue }
            if element.name == "tr" { rows.append([]) }
            if element.name == "td" || element.name == "th", !rows.isEmpty { rows[rows.count - 1].append(element.text) }
        }
        return rows
    }
}

extension Tool.Run {
    var page: HTMLPage {
        get throws { try HTMLPage(output) }
    }
}
