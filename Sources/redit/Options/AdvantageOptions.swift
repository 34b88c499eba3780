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
      How rewards become advantages; repeat for several. \
      \(AdvantageKind.allCases.map(\.rawValue).joined(separator: ", ")) (default standardized and \
      mean), or as a training system has it: \
      \(AdvantagePreset.all.map(\.name).joined(separator: ", ")).
      """, valueName: "name"))
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
    guard ddof == 0 || ddof == 1 else { throw UsageError("--ddof: 0 or 1, got \(ddof)") }
    guard stabilizer >= 0, stabilizer.isFinite else {
      throw UsageError("--stabilizer: finite and not negative, got \(stabilizer)")
    }
    if let clamp, !(clamp > 0) { throw UsageError("--clamp: above 0, got \(clamp)") }
    return try (advantage.isEmpty ? names : advantage).map { name in
      if let kind = AdvantageKind(rawValue: name) {
        return try usage("--advantage \(name)") {
          try AdvantageEstimator(kind, ddof: ddof, stabilizer: stabilizer, clamp: clamp)
        }
      }
      guard let preset = try? AdvantagePreset(name: name) else {
        throw UsageError("--advantage: unknown '\(name)'; known: \(Self.advantageNames)")
      }
      return preset.estimator
    }
  }

  private static let advantageNames =
    (AdvantageKind.allCases.map(\.rawValue) + AdvantagePreset.all.map(\.name))
    .joined(separator: ", ")
}
