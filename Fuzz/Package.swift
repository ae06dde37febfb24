// swift-tools-version: 6.2
import PackageDescription

// Scripts/fuzz builds this package with the sanitizers for every module, the ledger's own among them: see Docs/fuzzing.md.
// Built in another way it has no coverage to steer by. The short form has the sanitizers in this package alone, and takes the ledger's
// modules as the tests have built them.
let isShort = Context.environment["TRIPLICATE_FUZZ_SHORT"] != nil
let sanitizers = "-sanitize=fuzzer,address"
let strict: [SwiftSetting] =
    Context.environment["TRIPLICATE_STRICT"] == nil ? [] : [.treatAllWarnings(as: .error)]

let house: [SwiftSetting] =
    [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableExperimentalFeature("Lifetimes"),
    ] + strict + (isShort ? [.unsafeFlags([sanitizers])] : [])

let linked: [LinkerSetting] = isShort ? [.unsafeFlags([sanitizers, "-use-ld=lld"])] : []

func triplicate(_ product: String) -> Target.Dependency { .product(name: product, package: "triplicate") }

let package = Package(
    name: "triplicate-fuzz",
    dependencies: [
        .package(name: "triplicate", path: ".."),
        .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0"),
    ],
    targets: [
        .target(name: "CLibFuzzer"),
        .target(name: "FuzzDriver", dependencies: ["CLibFuzzer"], swiftSettings: house),
        // Few modules to a program: libFuzzer looks through the counters of all code that is linked, after every run.
        .executableTarget(
            name: "fuzz-formats",
            dependencies: [
                "FuzzDriver", triplicate("EntryFormat"), triplicate("TransparencyLog"), triplicate("Evidence"),
            ],
            swiftSettings: house, linkerSettings: linked),
        // Policies and FHIR are no products; they come with ClaimsLedger.
        .executableTarget(
            name: "fuzz-claims",
            dependencies: [
                "FuzzDriver", triplicate("Claims"), triplicate("ClaimsLedger"), triplicate("EntryFormat"),
                .product(name: "SwiftProtobuf", package: "swift-protobuf"),
            ], swiftSettings: house, linkerSettings: linked),
        .executableTarget(
            name: "fuzz-ledger",
            dependencies: [
                "FuzzDriver", triplicate("Ledger"), triplicate("LMDB"), triplicate("EntryFormat"),
                triplicate("TransparencyLog"),
            ],
            swiftSettings: house, linkerSettings: linked),
        .executableTarget(
            name: "fuzz-mirrors",
            dependencies: [
                "FuzzDriver", triplicate("Replication"), triplicate("EntryFormat"), triplicate("TransparencyLog"),
            ],
            swiftSettings: house, linkerSettings: linked),
        // The server and what it stands on is much code, but its decoders call little of it.
        .executableTarget(
            name: "fuzz-peers",
            dependencies: [
                "FuzzDriver", triplicate("Server"), triplicate("ReplicationHTTP"), triplicate("Replication"),
                triplicate("ClaimsLedger"), triplicate("Ledger"), triplicate("EntryFormat"),
                triplicate("TransparencyLog"),
            ],
            swiftSettings: house, linkerSettings: linked),
        // Writes the first corpora, of Tests/Vectors and Examples.
        .executableTarget(
            name: "fuzz-seeds",
            dependencies: [
                "CLibFuzzer", triplicate("EntryFormat"), triplicate("TransparencyLog"), triplicate("Ledger"),
                triplicate("Claims"), triplicate("ClaimsLedger"), triplicate("Replication"),
            ], swiftSettings: house, linkerSettings: linked),
    ],
    swiftLanguageModes: [.v6]
)
