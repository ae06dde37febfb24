// swift-tools-version: 6.2
import PackageDescription

// Warnings are errors where the scripts and CI build; a newer compiler's new warning does not stop a user's own build.
let strict: [SwiftSetting] =
    Context.environment["TRIPLICATE_STRICT"] == nil ? [] : [.treatAllWarnings(as: .error)]

let house: [SwiftSetting] =
    [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("InternalImportsByDefault"),
    ] + strict

/// Modules that lend bytes as lifetime-bound spans.
let lending: [SwiftSetting] = house + [.enableExperimentalFeature("Lifetimes")]

let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let protobuf: Target.Dependency = .product(name: "SwiftProtobuf", package: "swift-protobuf")
let arguments: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let yams: Target.Dependency = .product(name: "Yams", package: "Yams")
let log: Target.Dependency = .product(name: "Logging", package: "swift-log")
let nioCore: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let nioHTTP: Target.Dependency = .product(name: "NIOHTTP1", package: "swift-nio")
let nioPosix: Target.Dependency = .product(name: "NIOPosix", package: "swift-nio")
let nioSSL: Target.Dependency = .product(name: "NIOSSL", package: "swift-nio-ssl")
let client: Target.Dependency = .product(name: "AsyncHTTPClient", package: "async-http-client")
let hummingbird: Target.Dependency = .product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore: Target.Dependency = .product(name: "HummingbirdCore", package: "hummingbird")
let hummingbirdTLS: Target.Dependency = .product(name: "HummingbirdTLS", package: "hummingbird")
let jwt: Target.Dependency = .product(name: "JWTKit", package: "jwt-kit")

// The arrows of Docs/architecture.md: a module imports only what is listed here. Nothing points up.
let package = Package(
    name: "triplicate",
    products: [
        .executable(name: "triplicate", targets: ["triplicate"]),
        .executable(name: "simulate", targets: ["simulate"]),
        .executable(name: "offices", targets: ["offices"]),
        .executable(name: "city", targets: ["city"]),
        .library(name: "LMDB", targets: ["LMDB"]),
        .library(name: "TransparencyLog", targets: ["TransparencyLog"]),
        .library(name: "EntryFormat", targets: ["EntryFormat"]),
        .library(name: "Ledger", targets: ["Ledger"]),
        .library(name: "Claims", targets: ["Claims"]),
        .library(name: "ClaimsLedger", targets: ["ClaimsLedger"]),
        .library(name: "Evidence", targets: ["Evidence"]),
        .library(name: "Replication", targets: ["Replication"]),
        .library(name: "ReplicationHTTP", targets: ["ReplicationHTTP"]),
        .library(name: "Server", targets: ["Server"]),
        .library(name: "CityYear", targets: ["CityYear"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/vapor/jwt-kit", from: "5.7.1"),
    ],
    targets: [
        .systemLibrary(name: "CLMDB", pkgConfig: "lmdb", providers: [.apt(["liblmdb-dev"])]),
        .target(name: "LMDB", dependencies: ["CLMDB"], swiftSettings: lending + [.strictMemorySafety()]),
        // SHA-256 by the processor's own instructions, in C.
        .target(name: "CSHA256"),
        .target(name: "TransparencyLog", dependencies: ["CSHA256", crypto], swiftSettings: lending),
        .target(name: "EntryFormat", swiftSettings: lending),
        .target(name: "Ledger", dependencies: ["LMDB", "EntryFormat", "TransparencyLog"], swiftSettings: lending),
        .target(name: "Claims", dependencies: [protobuf, crypto], swiftSettings: house),
        .target(name: "Policies", dependencies: ["Claims", yams], swiftSettings: house),
        .target(name: "FHIR", dependencies: ["Claims", protobuf], swiftSettings: house),
        .target(
            name: "ClaimsLedger",
            dependencies: ["Claims", "Policies", "FHIR", "Ledger", "EntryFormat", "TransparencyLog", protobuf],
            swiftSettings: lending),
        .target(name: "Evidence", dependencies: ["TransparencyLog", "EntryFormat"], swiftSettings: lending),
        // Mirroring as a state machine: messages in, messages and effects out. No clock, network or storage.
        .target(name: "Replication", dependencies: ["TransparencyLog", "EntryFormat"], swiftSettings: lending),
        // The same over HTTP, and into the store.
        .target(
            name: "ReplicationHTTP",
            dependencies: [
                "Replication", "Ledger", "TransparencyLog", "EntryFormat", client, jwt, nioCore, nioHTTP, nioSSL, log,
            ],
            swiftSettings: lending),
        .target(
            name: "Server",
            dependencies: [
                "ClaimsLedger", "Claims", "Ledger", "Replication", "ReplicationHTTP", "Evidence", "TransparencyLog",
                "EntryFormat", client, hummingbird, hummingbirdCore, hummingbirdTLS, jwt, nioCore, nioHTTP, nioSSL, log,
            ],
            resources: [.embedInCode("Description/openapi.yaml")], swiftSettings: lending),
        // Whole federations on a seeded clock, network and disk.
        .target(
            name: "Simulation", dependencies: ["Replication", "Ledger", "TransparencyLog", "EntryFormat"],
            swiftSettings: lending),
        // Offices that settle, clear and dispute on real nodes, over a seeded network with faults.
        .target(
            name: "OfficeSimulation",
            dependencies: [
                "Simulation", "ClaimsLedger", "Claims", "Ledger", "Replication", "TransparencyLog", "EntryFormat",
            ],
            swiftSettings: lending),
        // A year of one city from a seed, with frauds and mistakes planted in it, and what the findings make of them.
        .target(
            name: "CityYear",
            dependencies: ["ClaimsLedger", "Claims", "Policies", "Ledger", "EntryFormat", "TransparencyLog", protobuf],
            swiftSettings: house),
        .executableTarget(
            name: "city", dependencies: ["CityYear", "ClaimsLedger", "Ledger", arguments], swiftSettings: house),
        .executableTarget(name: "simulate", dependencies: ["Simulation", arguments], swiftSettings: house),
        .executableTarget(
            name: "offices", dependencies: ["OfficeSimulation", "Simulation", arguments], swiftSettings: house),
        .executableTarget(
            name: "triplicate",
            dependencies: [
                "Server", "ReplicationHTTP", "Replication", "ClaimsLedger", "Evidence", "TransparencyLog", arguments,
                log,
            ],
            swiftSettings: house),
        // A writer of its own process, for tests that kill it, damage its files or run out of room. Not a product.
        .executableTarget(
            name: "LedgerWriter", dependencies: ["Ledger", "LMDB", "EntryFormat", "TransparencyLog"],
            path: "Tests/LedgerWriter", swiftSettings: lending),
        // What the modules say of forgeries, for comparison with verifiers in other languages. Not a product.
        .executableTarget(
            name: "ForgeryJudge", dependencies: ["Evidence", "TransparencyLog", "EntryFormat"],
            path: "Tests/ForgeryJudge", swiftSettings: lending),
        .testTarget(name: "LMDBTests", dependencies: ["LMDB"], swiftSettings: lending),
        .testTarget(name: "TransparencyLogTests", dependencies: ["TransparencyLog"], swiftSettings: lending),
        .testTarget(name: "EntryFormatTests", dependencies: ["EntryFormat"], swiftSettings: lending),
        .testTarget(name: "LedgerTests", dependencies: ["Ledger", "LedgerWriter"], swiftSettings: lending),
        .testTarget(name: "ClaimsTests", dependencies: ["Claims", crypto], swiftSettings: house),
        .testTarget(name: "PoliciesTests", dependencies: ["Policies"], swiftSettings: house),
        .testTarget(name: "FHIRTests", dependencies: ["FHIR", "Claims", protobuf], swiftSettings: house),
        .testTarget(
            name: "ClaimsLedgerTests", dependencies: ["ClaimsLedger", "Claims", "Ledger", "TransparencyLog"],
            swiftSettings: house),
        .testTarget(name: "EvidenceTests", dependencies: ["Evidence", "ForgeryJudge"], swiftSettings: lending),
        .testTarget(
            name: "ReplicationHTTPTests",
            dependencies: [
                "ReplicationHTTP", "Replication", "Ledger", "TransparencyLog", "EntryFormat", nioCore, nioHTTP,
                nioPosix,
                nioSSL, log,
            ],
            swiftSettings: lending),
        .testTarget(
            name: "CityYearTests", dependencies: ["CityYear", "ClaimsLedger", "Claims", "Ledger", "EntryFormat"],
            swiftSettings: house),
        .testTarget(name: "SimulationTests", dependencies: ["Simulation"], swiftSettings: house),
        .testTarget(
            name: "OfficeSimulationTests", dependencies: ["OfficeSimulation", "Simulation"], swiftSettings: house),
        .testTarget(name: "ReplicationTests", dependencies: ["Replication"], swiftSettings: lending),
        .testTarget(
            name: "ServerTests",
            dependencies: [
                "Server", "ReplicationHTTP", "Replication", "ClaimsLedger", "Ledger", "TransparencyLog", "EntryFormat",
                client,
                nioCore, nioHTTP, log,
            ],
            swiftSettings: lending),
        .testTarget(name: "CommandTests", dependencies: ["triplicate"], swiftSettings: house),
    ],
    swiftLanguageModes: [.v6]
)
