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
      """
      Divisor of the variance is G - ddof: 0 (population) or 1 (as torch.std); default 0, or as the \
      system has it.
      """, valueName: "0|1"))
  var ddof: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      """
      Added to the standard deviation, reward units (TRL 1e-4, verl 1e-6); default 0, or as the system \
      has it.
      """, valueName: "eps"))
  var stabilizer: Double?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Largest absolute advantage (default: none, or as the system has it).", valueName: "c"))
  var clamp: Double?

  /// The estimators asked for, or else those named.
  func advantages(default names: [String]) throws -> [AdvantageEstimator] {
    try named(default: names).map(\.estimator)
  }

  /// The estimators asked for, or else those named, each with its name, changed by the options beside
  /// it.
  func named(default names: [String]) throws -> [NamedAdvantage] {
    if let ddof, ddof != 0, ddof != 1 { throw UsageError("--ddof: 0 or 1, got \(ddof)") }
    if let stabilizer, !(stabilizer >= 0 && stabilizer.isFinite) {
      throw UsageError("--stabilizer: finite and not negative, got \(stabilizer)")
    }
    if let clamp, !(clamp > 0) { throw UsageError("--clamp: above 0, got \(clamp)") }
    let given = try Names.list(advantage, among: Self.names, option: "--advantage")
    let asked = given.isEmpty ? names : given
    let known = try asked.map { NamedAdvantage(name: $0, estimator: try Self.estimator($0)) }
    if !known.contains(where: { $0.estimator.kind.dividesByDeviation }) {
      for (option, isGiven) in [("--ddof", ddof != nil), ("--stabilizer", stabilizer != nil)]
      where isGiven {
        throw UsageError(
          "\(option): no effect, \(asked.joined(separator: ", ")) divides by no standard deviation")
      }
    }
    return try known.map { known in
      NamedAdvantage(
        name: known.name,
        estimator: try usage("--advantage \(known.name)") { try changed(known.estimator) })
    }
  }

  /// ddof and stabilizer change what divides by a standard deviation, a clamp everything.
  private func changed(_ estimator: AdvantageEstimator) throws -> AdvantageEstimator {
    let divides = estimator.kind.dividesByDeviation
    return try AdvantageEstimator(
      estimator.kind, ddof: divides ? ddof ?? estimator.ddof : estimator.ddof,
      stabilizer: divides ? stabilizer ?? estimator.stabilizer : estimator.stabilizer,
      clamp: clamp ?? estimator.clamp)
  }

  private static func estimator(_ name: String) throws -> AdvantageEstimator {
    if let kind = AdvantageKind(rawValue: name) {
      return try usage("--advantage") { try AdvantageEstimator(kind) }
    }
    return try usage("--advantage") { try AdvantagePreset(name: name).estimator }
  }

  /// Kinds and systems.
  static let names = AdvantageKind.allCases.map(\.rawValue) + AdvantagePreset.all.map(\.name)
}
