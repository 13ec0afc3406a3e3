// swift-tools-version: 6.2
import PackageDescription

/// Every target is compiled under the same rules.
let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
]

/// Tests build their own doubles and read C buffers freely; memory-safety marks there would be noise.
let testSettings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .treatAllWarnings(as: .error),
]

func room(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .testTarget(
        name: name + "Tests", dependencies: [.byName(name: name)] + dependencies,
        swiftSettings: testSettings)
}

func library(_ name: String, pkgConfig: String, debian: String) -> Target {
    .systemLibrary(name: name, pkgConfig: pkgConfig, providers: [.apt([debian])])
}

let package = Package(
    name: "musik-play",
    products: [
        .executable(name: "musik-play", targets: ["MusikPlay"]),
        // Loaded in tests, from beside their program, by alsa-lib and by LD_PRELOAD; nobody links
        // them. See Tests/SimulatedCard and Tests/SimulatedTime.
        .library(name: "SimulatedCard", type: .dynamic, targets: ["SimulatedCard"]),
        .library(name: "SimulatedTime", type: .dynamic, targets: ["SimulatedTime"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/swhitty/FlyingFox", from: "0.27.1"),
    ],
    targets: [
        library("CALSA", pkgConfig: "alsa", debian: "libasound2-dev"),
        library("CSndfile", pkgConfig: "sndfile", debian: "libsndfile1-dev"),
        library("CFLAC", pkgConfig: "flac", debian: "libflac-dev"),
        library("CSoxr", pkgConfig: "soxr", debian: "libsoxr-dev"),
        library("CEbur128", pkgConfig: "libebur128", debian: "libebur128-dev"),
        library("CCrypto", pkgConfig: "libcrypto", debian: "libssl-dev"),
        library("CSodium", pkgConfig: "libsodium", debian: "libsodium-dev"),
        library("CExpat", pkgConfig: "expat", debian: "libexpat1-dev"),
        .target(
            name: "CMusikKernels",
            cSettings: [.unsafeFlags(["-O3", "-ffp-contract=off", "-fno-math-errno"])]),

        room("MusikModel"),
        room("MusikDigest", ["CCrypto"]),
        room("MusikSeal", ["CSodium"]),
        room("MusikRecord", ["MusikModel"]),
        room("MusikProgramme", ["MusikModel"]),
        room("MusikRealtime", ["MusikModel", "CMusikKernels"]),
        room(
            "MusikEngine", ["MusikModel", "MusikProgramme", "MusikRealtime", "CMusikKernels"]),
        room(
            "MusikSoundFile",
            [
                "MusikModel", "MusikDigest", "MusikEngine", "MusikRealtime", "CMusikKernels",
                "CSndfile", "CFLAC", "CSoxr", "CEbur128",
            ]),
        room(
            "MusikSession",
            ["MusikModel", "MusikProgramme", "MusikRealtime", "MusikEngine", "MusikRecord"]),
        room(
            "MusikKeeper",
            ["MusikModel", "MusikProgramme", "MusikRealtime", "MusikEngine", "CMusikKernels"]),
        room("MusikPlaylist", ["MusikModel", "CExpat"]),
        room(
            "MusikStore",
            [
                "MusikModel", "MusikRecord", "MusikDigest",
                .product(name: "GRDB", package: "GRDB.swift"),
            ]),
        room("MusikMeasures", ["MusikModel"]),
        room("MusikCuration", ["MusikModel"]),
        room("MusikTrial"),
        room("MusikExport"),
        room("MusikALSA", ["MusikModel", "MusikEngine", "MusikRealtime", "CALSA"]),
        .target(
            name: "MusikConsole",
            dependencies: [
                "MusikModel",
                .product(name: "FlyingFox", package: "FlyingFox"),
                .product(name: "FlyingSocks", package: "FlyingFox"),
            ],
            resources: [
                .embedInCode("Pages/console.css"), .embedInCode("Pages/console.js"),
            ],
            swiftSettings: settings),
        .executableTarget(
            name: "MusikPlay",
            dependencies: [
                "MusikModel", "MusikProgramme", "MusikRealtime", "MusikEngine", "MusikKeeper",
                "MusikSession", "MusikSoundFile", "MusikPlaylist", "MusikALSA", "MusikRecord",
                "MusikStore",
                "MusikMeasures", "MusikDigest", "MusikCuration", "MusikTrial", "MusikSeal",
                "MusikExport", "MusikConsole",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            exclude: ["Musik.docc"],
            resources: [.embedInCode("Analysis/analysis.R")],
            swiftSettings: settings),

        .executableTarget(
            name: "RecordBenchmark",
            dependencies: [
                "MusikModel", "MusikRecord", "MusikStore",
                .product(name: "GRDB", package: "GRDB.swift"),
            ],
            path: "Tests/Benchmarks/Record", swiftSettings: testSettings),
        .target(
            name: "CurationSimulator",
            dependencies: ["MusikModel", "MusikCuration", "MusikTestSupport"],
            path: "Tests/CurationSimulator",
            swiftSettings: testSettings + [.enableUpcomingFeature("InternalImportsByDefault")]),
        .executableTarget(
            name: "CurationBenchmark",
            dependencies: ["MusikCuration", "MusikTestSupport", "CurationSimulator"],
            path: "Tests/Benchmarks/Curation", swiftSettings: testSettings),
        .executableTarget(
            name: "BuilderBenchmark",
            dependencies: ["MusikModel", "MusikCuration", "MusikTestSupport"],
            path: "Tests/Benchmarks/Builder", swiftSettings: testSettings),
        .executableTarget(
            name: "FollowerBenchmark", dependencies: ["MusikRealtime"],
            path: "Tests/Benchmarks/Follower", swiftSettings: testSettings),
        .executableTarget(
            name: "ParserFuzz",
            dependencies: [
                "MusikModel", "MusikRecord", "MusikPlaylist", "MusikMeasures", "MusikSoundFile",
            ],
            path: "Tests/Fuzz", exclude: ["Seeds"], swiftSettings: testSettings),
        .target(
            name: "SimulatedCard", dependencies: ["CALSA"], path: "Tests/SimulatedCard",
            // alsa-lib's headers leave out the versioned entry points without PIC.
            cSettings: [.define("PIC"), .unsafeFlags(["-Wall", "-Wextra"])]),
        .target(
            name: "SimulatedTime", path: "Tests/SimulatedTime",
            cSettings: [.unsafeFlags(["-Wall", "-Wextra"])]),
        .target(
            name: "MusikTestSupport",
            dependencies: ["MusikModel", "MusikRealtime", "MusikEngine", "MusikCuration"],
            path: "Tests/MusikTestSupport",
            swiftSettings: testSettings + [.enableUpcomingFeature("InternalImportsByDefault")]),
        tests("MusikModel", ["MusikTestSupport"]),
        tests("MusikProgramme", ["MusikModel", "MusikTestSupport"]),
        tests("MusikRealtime", ["MusikModel", "CMusikKernels", "MusikTestSupport"]),
        tests(
            "MusikEngine",
            ["MusikModel", "MusikProgramme", "MusikRealtime", "MusikTestSupport"]),
        tests(
            "MusikSoundFile",
            [
                "MusikModel", "MusikRealtime", "MusikEngine", "MusikTestSupport", "CEbur128",
                "CSndfile",
            ]),
        tests(
            "MusikSession",
            [
                "MusikModel", "MusikProgramme", "MusikRealtime", "MusikEngine", "MusikRecord",
                "MusikTestSupport",
            ]),
        tests(
            "MusikKeeper",
            ["MusikModel", "MusikProgramme", "MusikRealtime", "MusikEngine", "MusikTestSupport"]),
        tests("MusikPlaylist", ["MusikModel", "MusikTestSupport"]),
        tests("MusikRecord", ["MusikModel", "MusikTestSupport"]),
        tests(
            "MusikStore",
            [
                "MusikModel", "MusikRecord", "MusikDigest", "MusikTestSupport",
                .product(name: "GRDB", package: "GRDB.swift"),
            ]),
        tests("MusikMeasures", ["MusikModel", "MusikTestSupport"]),
        tests("MusikSeal", ["MusikTestSupport"]),
        tests("MusikTrial", ["MusikTestSupport"]),
        tests("MusikExport"),
        tests("MusikConsole", ["MusikModel", "MusikTestSupport"]),
        tests("MusikCuration", ["MusikModel", "MusikTestSupport", "CurationSimulator"]),
        tests(
            "MusikALSA",
            ["MusikModel", "MusikEngine", "MusikRealtime", "MusikTestSupport", "CALSA"]),
        .testTarget(
            name: "MusikPlayTests",
            dependencies: [
                "MusikPlay", "MusikModel", "MusikProgramme", "MusikRealtime", "MusikEngine",
                "MusikSoundFile", "MusikPlaylist", "MusikRecord", "MusikSession", "MusikStore",
                "MusikCuration",
                "MusikTrial", "MusikSeal", "MusikExport", "MusikConsole", "MusikTestSupport",
                .product(name: "GRDB", package: "GRDB.swift"),
            ],
            swiftSettings: testSettings),
    ],
    swiftLanguageModes: [.v6]
)

// The sanitizers look at what crosses threads and at what runs in real time: with MUSIK_ROOMS=engine
// there is nothing else, which spares their builds most of their time.
if Context.environment["MUSIK_ROOMS"] == "engine" {
    let engine: Set = [
        "CMusikKernels", "MusikModel", "MusikProgramme", "MusikRealtime", "MusikEngine",
        "MusikCuration", "MusikTestSupport", "MusikRealtimeTests", "MusikEngineTests",
    ]
    package.targets.removeAll { !engine.contains($0.name) }
    package.products = []
    package.dependencies = []
}
