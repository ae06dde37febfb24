// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] =
    Context.environment["TRIPLICATE_STRICT"] == nil ? [] : [.treatAllWarnings(as: .error)]

// A package of its own, so that nobody who builds Triplicate builds its benchmarks.
let package = Package(
    name: "benchmarks",
    dependencies: [
        .package(name: "triplicate", path: ".."),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    ],
    targets: [
        .executableTarget(
            name: "bench",
            dependencies: [
                .product(name: "LMDB", package: "triplicate"),
                .product(name: "EntryFormat", package: "triplicate"),
                .product(name: "TransparencyLog", package: "triplicate"),
                .product(name: "Ledger", package: "triplicate"),
                .product(name: "Claims", package: "triplicate"),
                .product(name: "ClaimsLedger", package: "triplicate"),
                .product(name: "Replication", package: "triplicate"),
                .product(name: "ReplicationHTTP", package: "triplicate"),
                .product(name: "Server", package: "triplicate"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: [
                .enableUpcomingFeature("ExistentialAny"),
                .enableUpcomingFeature("MemberImportVisibility"),
                .enableUpcomingFeature("InternalImportsByDefault"),
                .enableExperimentalFeature("Lifetimes"),
            ] + strict)
    ],
    swiftLanguageModes: [.v6]
)
