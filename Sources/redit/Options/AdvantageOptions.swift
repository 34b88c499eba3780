import ArgumentParser
import GRPO

/// How the rewards of a group become advantages.
struct AdvantageOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Completions per group, G; a list 4,8,16 for several.", valueName: "G"))
  var groupSize = IndexList([8])

  @Option(
    help: ArgumentHelp(
      """
      How rewards become advantages; a list trl,dr-grpo for several. \
      \(AdvantageKind.allCases.map(\.rawValue).joined(separator: ", ")) (default standardized and \
      mean), or as a training system has it: \
      \(AdvantagePreset.all.map(\.name).joined(separator: ", ")).
      """, valueName: "name"), completion: .list(Self.names))
  var advantage: [String] = []

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Divisor of the variance is G - ddof: 0 (population) or 1 (as torch.std).", valueName: "0|1"))
  var ddof: Int = 0

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Added to the standard deviation, reward units (TRL 1e-4, verl 1e-6).", valueName: "eps"))
  var stabilizer: Double = 0

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Largest absolute advantage (default: none).", valueName: "c"))
  var clamp: Double?

  /// The estimators asked for, or else those named.
  func advantages(default names: [String]) throws -> [AdvantageEstimator] {
    try named(default: names).map(\.estimator)
  }

  /// The estimators asked for, or else those named, each with its name.
  func named(default names: [String]) throws -> [NamedAdvantage] {
    guard ddof == 0 || ddof == 1 else { throw UsageError("--ddof: 0 or 1, got \(ddof)") }
    guard stabilizer >= 0, stabilizer.isFinite else {
      throw UsageError("--stabilizer: finite and not negative, got \(stabilizer)")
    }
    if let clamp, !(clamp > 0) { throw UsageError("--clamp: above 0, got \(clamp)") }
    let asked = try Names.list(advantage, among: Self.names, option: "--advantage")
    return try (asked.isEmpty ? names : asked).map { name in
      if let kind = AdvantageKind(rawValue: name) {
        return NamedAdvantage(
          name: name,
          estimator: try usage("--advantage \(name)") {
            try AdvantageEstimator(kind, ddof: ddof, stabilizer: stabilizer, clamp: clamp)
          })
      }
      return NamedAdvantage(
        name: name,
        estimator: try usage("--advantage") { try AdvantagePreset(name: name).estimator })
    }
  }

  /// Kinds and systems.
  static let names = AdvantageKind.allCases.map(\.rawValue) + AdvantagePreset.all.map(\.name)
}
