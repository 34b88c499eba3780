// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]

/// What `redit --version` says of the build, as the build was told it (`make` does).
let told: [CSetting] = ["REDIT_COMMIT", "REDIT_PROCESSOR"].compactMap { name in
  Context.environment[name].map { .define(name, to: "\"\($0)\"") }
}

let real = Target.Dependency.product(name: "RealModule", package: "swift-numerics")
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")

/// Imports go one way: CGSL <- GSL <- {GRPO, Policies} <- Analysis <- {Training, Audit} <- redit; Audit reads
/// Logs too, and Logs and redit what Platform has of the system.
let modules: [Target] = [
  .systemLibrary(
    name: "CGSL", pkgConfig: "gsl", providers: [.apt(["libgsl-dev"]), .brew(["gsl"])]),
  .target(name: "GSL", dependencies: ["CGSL", real], swiftSettings: strict),
  .target(name: "GRPO", dependencies: ["GSL", real], swiftSettings: strict),
  .target(name: "Policies", dependencies: ["GSL", real], swiftSettings: strict),
  .target(
    name: "Analysis", dependencies: ["GSL", "GRPO", "Policies", real], swiftSettings: strict),
  .target(
    name: "Training", dependencies: ["GSL", "GRPO", "Policies", "Analysis", real],
    swiftSettings: strict),
  .target(name: "CPlatform", cSettings: told),
  .target(name: "Platform", dependencies: ["CPlatform"], swiftSettings: strict),
  .target(name: "Logs", dependencies: ["Platform"], swiftSettings: strict),
  .target(
    name: "Audit", dependencies: ["Logs", "GSL", "GRPO", "Analysis", real], swiftSettings: strict),
  .executableTarget(
    name: "redit",
    dependencies: [
      "Platform", "Audit", "Logs", "Training", "Analysis", "Policies", "GRPO", "GSL", arguments,
    ],
    resources: [.embedInCode("Explore/Page")], swiftSettings: strict),
]

let tests: [Target] = [
  .target(
    name: "TestSupport", dependencies: ["GSL", real], path: "Tests/TestSupport",
    swiftSettings: strict),
  .testTarget(name: "GSLTests", dependencies: ["GSL", "TestSupport"], swiftSettings: strict),
  .testTarget(
    name: "GRPOTests", dependencies: ["GRPO", "GSL", "TestSupport"], swiftSettings: strict),
  .testTarget(
    name: "PoliciesTests", dependencies: ["Policies", "GSL", "TestSupport"], swiftSettings: strict),
  .testTarget(
    name: "AnalysisTests",
    dependencies: ["Analysis", "Policies", "GRPO", "GSL", "TestSupport", real],
    swiftSettings: strict),
  .testTarget(
    name: "TrainingTests",
    dependencies: ["Training", "Analysis", "Policies", "GRPO", "GSL", "TestSupport", real],
    swiftSettings: strict),
  .testTarget(
    name: "ClaimTests",
    dependencies: ["Training", "Analysis", "Policies", "GRPO", "GSL", "TestSupport", real],
    swiftSettings: strict),
  .testTarget(name: "PlatformTests", dependencies: ["Platform"], swiftSettings: strict),
  .testTarget(name: "LogsTests", dependencies: ["Logs", "TestSupport"], swiftSettings: strict),
  .testTarget(
    name: "AuditTests",
    dependencies: ["Audit", "Logs", "Analysis", "GRPO", "GSL", "TestSupport", real],
    swiftSettings: strict),
  .testTarget(
    name: "ReditTests",
    dependencies: ["redit", "Audit", "Training", "Policies", "TestSupport", arguments],
    swiftSettings: strict),
  .testTarget(name: "HouseTests", dependencies: ["TestSupport"], swiftSettings: strict),
]

let package = Package(
  name: "redit",
  platforms: [.macOS(.v15)],
  products: [
    .library(name: "Analysis", targets: ["GSL", "GRPO", "Policies", "Analysis"]),
    .library(name: "Training", targets: ["Training"]),
    .executable(name: "redit", targets: ["redit"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-numerics", from: "1.1.0"),
  ],
  targets: modules + tests
)
