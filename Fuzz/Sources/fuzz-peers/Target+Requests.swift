import Foundation
import FuzzDriver
import Ledger
import TransparencyLog

@testable import Server

extension FuzzTarget {
    /// A request: a line with method and target, then header fields, a line each.
    static let request = FuzzTarget.onText("request", longest: 1024, checkRequest)

    private static func checkRequest(_ text: String) {
        var lines = text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false).map { String(Substring($0)) }
        let first = lines.removeFirst().utf8.split(separator: 0x20, maxSplits: 1).map { String(Substring($0)) }
        var fields: [String: String] = [:]
        for line in lines {
            let parts = line.utf8.split(separator: 0x3A, maxSplits: 1).map { String(Substring($0)) }
            guard parts.count == 2 else { continue }
            fields[parts[0].lowercased(), default: ""] += parts[1].drop { $0 == " " }
        }
        let asked = Asked(
            method: first.first ?? "", target: first.count == 2 ? first[1] : "/", fields: fields, address: "192.0.2.1")
        demand(!asked.path.contains("?"), "a path has no query")
        demand(asked.tokens.count <= text.utf8.count + 1, "there are as many tokens as were sent")
        for (name, value) in asked.query { check(asked, name, value) }
        checkRange(fields["range"])
        _ = fields["if-match"]?.unquoted
        do {
            check(try Route(method: asked.method, path: asked.path), asked)
        } catch {
            demand(
                error.status == 404 || error.status == 405 && !error.allowed.isEmpty,
                "a path is not there, or another method")
            for method in error.allowed {
                demand(
                    (try? Route(method: method, path: asked.path))?.operation.method == method,
                    "a method that is named is there")
            }
            show(error)
        }
    }

    private static func check(_ asked: Asked, _ name: String, _ value: String) {
        do {
            let number = try asked.number(name)
            demand(number.map { String($0).utf8.elementsEqual(value.utf8) } ?? false, "a number is written in one way")
        } catch {
            show(error)
        }
        do {
            _ = try StreamLimit(query: value)
        } catch {
            show(error)
        }
    }

    private static func checkRange(_ text: String?) {
        for count in [0, 1, 1_000, Int.max] {
            guard case .part(let first, let end) = Routes.wanted(text, of: count) else { continue }
            demand(0 <= first && first < end && end <= count, "a part lies within the blob")
        }
    }

    private static func check(_ route: Route, _ asked: Asked) {
        demand(
            route.operation.method == (asked.method == "HEAD" ? "GET" : asked.method),
            "a route is of the method asked for")
        let template = route.operation.template
        demand((route.tile != nil) == template.contains("{tile}"), "a route has what its path names")
        demand((route.digest != nil) == template.contains("{sha256}"), "a route has what its path names")
        demand(route.origin.isEmpty != template.contains("{origin}"), "a route has what its path names")
        demand(route.stream.isEmpty != template.contains("{stream}"), "a route has what its path names")
        if let tile = route.tile {
            demand((tile.content == .entries) == (route.operation == .bundle), "bundles are tiles of their own")
        }
        // Percent-encoded all through, so that no name can be taken for a part of the path.
        func plain(_ text: String) -> String {
            text.addingPercentEncoding(withAllowedCharacters: CharacterSet(charactersIn: "0123456789abcdef")) ?? ""
        }
        let tile = route.tile.map { String($0.path.dropFirst($0.content == .entries ? 13 : 5)) }
        let path =
            template.replacing("{origin}", with: plain(route.origin)).replacing("{stream}", with: plain(route.stream))
            .replacing("{number}", with: "\(route.number)").replacing("{sha256}", with: route.digest?.hex ?? "")
            .replacing("{tile}", with: tile ?? "")
        let again = must("a route can be written and read") { try Route(method: asked.method, path: path) }
        demand(
            again == route && again.origin.utf8.elementsEqual(route.origin.utf8)
                && again.stream.utf8.elementsEqual(route.stream.utf8), "reading gives the same route")
    }
}
