import Claims
import Foundation
import Testing

@testable import Policies

@Suite("Policies of cities and off-site shapes")
struct CityPolicyTests {
    static let files = Examples.names(in: Examples.root.appending(path: "policies")).filter {
        !$0.hasPrefix("procedure-") && !$0.hasPrefix("catalogue-")
    }

    @Test("There are policies for the three cities and for all six off-site shapes.")
    func all() {
        #expect(Self.files.filter { $0.hasPrefix("off-site") }.count == 6)
        for city in ["dalian-employees", "dalian-residents", "guangzhou-employees", "shenzhen-employees"] {
            #expect(Self.files.contains("\(city).yaml"))
        }
    }

    @Test(
        "Each policy is read without mistakes, names its source, and prices its samples as expected.", arguments: files)
    func sound(_ file: String) throws {
        let report = PolicyFile.check(try Examples.text("policies", file))
        #expect(report.mistakes.map(\.description) == [])
        let policy = try #require(report.policy)
        #expect(!policy.source.isEmpty)
        #expect(report.samples.count >= 2)
        for effect in report.samples {
            switch effect.result {
            case .success: #expect(effect.differences == [], "\(effect.sample.title)")
            case .failure(let error): Issue.record("\(effect.sample.title): \(error)")
            }
        }
        #expect(report.isSound)
        #expect(!report.effects.isEmpty && report.effects.count <= 96)
        if ProcessInfo.processInfo.environment["SHOW_EFFECTS"] != nil {
            for effect in report.effects {
                switch effect.result {
                case .success(let s): print(file, "|", effect.sample.title, "|", Exact(fen: s.fundTotal).amountText)
                case .failure(let error): print(file, "|", effect.sample.title, "|", error)
                }
            }
        }
    }
}
