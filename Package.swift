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

// The arrows of Docs/architecture.md: a module imports only what is listed here. Nothing points up.
let package = Package(
    name: "triplicate",
    products: [
        .executable(name: "triplicate", targets: ["triplicate"]),
        .library(name: "LMDB", targets: ["LMDB"]),
        .library(name: "TransparencyLog", targets: ["TransparencyLog"]),
        .library(name: "EntryFormat", targets: ["EntryFormat"]),
        .library(name: "Ledger", targets: ["Ledger"]),
        .library(name: "Claims", targets: ["Claims"]),
        .library(name: "ClaimsLedger", targets: ["ClaimsLedger"]),
        .library(name: "Evidence", targets: ["Evidence"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
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
        .executableTarget(
            name: "triplicate", dependencies: ["ClaimsLedger", "Evidence", arguments], swiftSettings: house),
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
        .testTarget(name: "ClaimsTests", dependencies: ["Claims"], swiftSettings: house),
        .testTarget(name: "PoliciesTests", dependencies: ["Policies"], swiftSettings: house),
        .testTarget(name: "FHIRTests", dependencies: ["FHIR", "Claims", protobuf], swiftSettings: house),
        .testTarget(
            name: "ClaimsLedgerTests", dependencies: ["ClaimsLedger", "Claims", "Ledger", "TransparencyLog"],
            swiftSettings: house),
        .testTarget(name: "EvidenceTests", dependencies: ["Evidence", "ForgeryJudge"], swiftSettings: lending),
        .testTarget(name: "CommandTests", dependencies: ["triplicate"], swiftSettings: house),
    ],
    swiftLanguageModes: [.v6]
)
