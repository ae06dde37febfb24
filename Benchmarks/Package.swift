// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] =
    Context.environment["TRIPLICATE_STRICT"] == nil ? [] : [.treatAllWarnings(as: .error)]

let settings: [SwiftSetting] =
    [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableExperimentalFeature("Lifetimes"),
    ] + strict

// A package of its own, so that nobody who builds Triplicate builds its benchmarks.
let package = Package(
    name: "benchmarks",
    dependencies: [
        .package(name: "triplicate", path: ".."),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    ],
    targets: [
        // What all benchmarks measure with, and the node and the entries that they are measured on.
        .target(
            name: "Measuring",
            dependencies: [
                .product(name: "EntryFormat", package: "triplicate"),
                .product(name: "Ledger", package: "triplicate"),
                .product(name: "Claims", package: "triplicate"),
                .product(name: "ClaimsLedger", package: "triplicate"),
            ],
            swiftSettings: settings),
        .executableTarget(
            name: "bench",
            dependencies: [
                "Measuring",
                .product(name: "LMDB", package: "triplicate"),
                .product(name: "EntryFormat", package: "triplicate"),
                .product(name: "TransparencyLog", package: "triplicate"),
                .product(name: "Ledger", package: "triplicate"),
                .product(name: "Claims", package: "triplicate"),
                .product(name: "CityYear", package: "triplicate"),
                .product(name: "ClaimsLedger", package: "triplicate"),
            ],
            swiftSettings: settings),
        // Apart, because of what HTTP takes to build.
        .executableTarget(
            name: "bench-mirror",
            dependencies: [
                "Measuring",
                .product(name: "TransparencyLog", package: "triplicate"),
                .product(name: "Ledger", package: "triplicate"),
                .product(name: "Claims", package: "triplicate"),
                .product(name: "ClaimsLedger", package: "triplicate"),
                .product(name: "Replication", package: "triplicate"),
                .product(name: "ReplicationHTTP", package: "triplicate"),
                .product(name: "Server", package: "triplicate"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: settings),
    ],
    swiftLanguageModes: [.v6]
)
