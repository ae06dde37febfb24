import Foundation
import Glibc
import Testing

/// A node that the built program serves in a process of its own.
final class ServedProcess {
    let address: String
    private let process = Process()

    /// - Parameter poll: after how many seconds it looks at its peers again.
    init(node: String, listen: String = "127.0.0.1:0", poll: String? = nil) throws {
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: Tool.path)
        process.arguments =
            ["serve", "--data", node, "--listen", listen, "--json"] + (poll.map { ["--poll", $0] } ?? [])
        process.standardOutput = output
        process.standardError = FileHandle(forWritingAtPath: "/dev/null")
        try process.run()
        // It prints one line when it is ready.
        let line = output.fileHandleForReading.availableData
        let ready = try JSONSerialization.jsonObject(with: line) as? [String: Any]
        address = try #require(ready?["address"] as? String)
    }

    deinit { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }

    /// Ends it as an operator does.
    /// - Returns: its exit status.
    func stop() -> Int32 {
        kill(process.processIdentifier, SIGTERM)
        process.waitUntilExit()
        return process.terminationReason == .exit ? process.terminationStatus : -1
    }
}

@Suite("serve, and commands beside it")
struct ServingCommandTests {
    private static let stamp = #"{"hospital":"H11019900001","stampedOn":"2018-02-12","officer":"李"}"#

    private static func record(_ node: PlayedCase, _ id: String = "stamp") throws -> Tool.Run {
        try node.run(
            "record", "filing/210200/2018-000045", "FormStamped", "--as", PlayedCase.hospital, "--operator",
            "office.li",
            "--event-id", id, "--event", "-", "--json", input: stamp)
    }

    @Test(
        "What is recorded beside a served node goes through it, with the same answer; and it ends cleanly on SIGTERM.")
    func records() throws {
        let plain = try Self.record(try PlayedCase(steps: 2)).object
        let node = try PlayedCase(steps: 2)
        let server = try ServedProcess(node: node.node)
        let run = try Self.record(node)
        #expect(run.status == 0, "\(run.errors)")
        let recorded = try run.object
        #expect(recorded.keys.sorted() == plain.keys.sorted())
        for key in ["stream", "log", "number", "position", "eventId", "version", "alreadyPresent"] {
            #expect("\(recorded[key] ?? "")" == "\(plain[key] ?? "")", "\(key)")
        }
        #expect(try Self.record(node).object["alreadyPresent"] as? Bool == true)
        let other = try Tool.run([
            "init", "--data", node.node, "--role", "pharmacy", "--code", "P11019900001", "--name", "x", "--origin",
            "x.example",
        ])
        #expect(other.status == 1 && other.errors.contains("[1203]"))
        // The next files of the case, with their papers.
        for step in 4...7 {
            let played = try Tool.run(PlayedCase.batch(step), node: node.node)
            #expect(played.status == 0, "\(step): \(played.errors)")
        }
        #expect(server.stop() == 0)
        #expect(!FileManager.default.fileExists(atPath: "\(node.node)/serve.json"))
        let verified = try node.run("verify", "--json")
        #expect(verified.status == 0, "\(verified.output)")
    }

    @Test("Where the server dies before it answers, the command says that the outcome is not known, and how to retry.")
    func unknown() throws {
        let node = try PlayedCase(steps: 2)
        let server = try ServedProcess(node: node.node)
        let dying = try DyingServer(insteadOf: node.node)
        defer { withExtendedLifetime(dying) {} }
        let run = try Self.record(node)
        #expect(run.status == 1)
        #expect(try run.error["number"] as? Int == 1217)
        #expect(run.errors.contains("same event ids"), "\(run.errors)")
        _ = server.stop()
        #expect(try Self.record(node).status == 0)
    }

    @Test("Of a batch whose server dies nothing is said that is not known, not even that nothing is recorded.")
    func unknownBatch() throws {
        let node = try PlayedCase(steps: 4)
        let server = try ServedProcess(node: node.node)
        let dying = try DyingServer(insteadOf: node.node)
        defer { withExtendedLifetime(dying) {} }
        let run = try Tool.run(PlayedCase.batch(5), node: node.node)
        #expect(run.status == 1 && run.errors.contains("[1217]"), "\(run.errors)")
        #expect(!run.errors.contains("recorded."), "\(run.errors)")
        #expect(run.errors.contains("show STREAM") && run.errors.contains("eventId"), "\(run.errors)")
        _ = server.stop()
    }

    @Test("A node that was served leaves nothing to be flushed.")
    func flushed() throws {
        let node = try PlayedCase(steps: 2)
        let server = try ServedProcess(node: node.node)
        #expect(try Self.record(node).status == 0)
        #expect(server.stop() == 0)
        #expect(try node.run("status", "--json").object["unflushed"] as? Int == 0)
    }

    @Test("What is no address, a certificate without its key, and an address that is not loopback are refused.")
    func refused() throws {
        let node = try PlayedCase(steps: 1)
        #expect(try node.run("serve", "--listen", "8080").status == 2)
        #expect(try node.run("serve", "--tls-certificate", "x.pem").status == 2)
        #expect(try node.run("serve", "--poll", "0").status == 2)
        let open = try node.run("serve", "--listen", "0.0.0.0:0")
        #expect(open.status == 1 && open.errors.contains("[2722]"), "\(open.errors)")
        let files = try node.run("serve", "--tls-certificate", "/none.pem", "--tls-key", "/none.pem")
        #expect(files.status == 1 && files.errors.contains("[2723]"), "\(files.errors)")
    }
}

/// Answers the first request and dies over the second.
private final class DyingServer: Sendable {
    let port: UInt16
    private let file: Int32

    /// - Parameter node: the directory of a node that is served: whoever looks there for its address is led here.
    convenience init(insteadOf node: String) throws {
        try self.init()
        let file = URL(fileURLWithPath: "\(node)/serve.json")
        var serve = try #require(JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any])
        serve["address"] = "http://127.0.0.1:\(port)"
        try JSONSerialization.data(withJSONObject: serve).write(to: file)
    }

    init() throws {
        file = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let listening = file
        let bound = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                bind(listening, pointer, size) == 0 && listen(listening, 4) == 0
                    && getsockname(listening, pointer, &size) == 0
            }
        }
        try #require(bound)
        port = UInt16(bigEndian: address.sin_port)
        Thread.detachNewThread { Self.serve(listening) }
    }

    deinit { close(file) }

    private static func serve(_ listening: Int32) {
        var requests = 0
        while true {
            let connection = accept(listening, nil, nil)
            guard connection >= 0 else { return }
            var buffer = [UInt8](repeating: 0, count: 65_536)
            while recv(connection, &buffer, buffer.count, 0) > 0 {
                requests += 1
                guard requests == 1 else { break }
                let answer = Array("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nok\n".utf8)
                _ = send(connection, answer, answer.count, Int32(MSG_NOSIGNAL))
            }
            close(connection)
        }
    }
}
