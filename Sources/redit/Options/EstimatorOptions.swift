import ArgumentParser
import GRPO
import GSL

/// Which advantages, and what is changed of them.
struct EstimatorOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      How rewards become advantages; a list trl,dr-grpo for several. \
      \(AdvantageKind.allCases.map(\.rawValue).joined(separator: ", ")) (default standardized and \
      mean), or as a training system has it, trl or trl@1.16: \
      \(AdvantagePreset.names.joined(separator: ", ")).
      """, valueName: "name"), completion: .names(Self.names))
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
      Added to what divides, the standard deviation or the mean, reward units (TRL 1e-4, verl 1e-6); \
      default 0, or as the system has it.
      """, valueName: "eps"))
  var stabilizer: Double?

  @Option(
    help: ArgumentHelp(
      """
      How the stabilizer enters what divides: added, S + eps; floored, sqrt(max(S^2, eps)); rooted, \
      sqrt(S^2 + eps); floored-added, sqrt(max(S^2, eps)) + eps (verl's vectorized estimator to 0.7); \
      default added, or as the system has it.
      """, valueName: "how"), completion: .list(Denominator.allCases.map(\.rawValue)))
  var denominator: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Largest absolute advantage (default: none, or as the system has it).", valueName: "c"))
  var clamp: Double?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      """
      Multiply the advantages of a group by (1 - p)^gamma, p the mean of its dithered rewards put into \
      [0, 1]: easy prompts count less (default 0, no weight).
      """, valueName: "gamma"))
  var focal: Double?

  /// The estimators asked for, or else those named, each with its name, changed by the options beside
  /// it.
  func named(default names: [String]) throws -> [NamedAdvantage] {
    if let ddof, ddof != 0, ddof != 1 { throw UsageError("--ddof: 0 or 1, got \(ddof)") }
    if let stabilizer, !(stabilizer >= 0 && stabilizer.isFinite) {
      throw UsageError("--stabilizer: finite and not negative, got \(stabilizer.plainText)")
    }
    if let clamp, !(clamp > 0) { throw UsageError("--clamp: above 0, got \(clamp.plainText)") }
    if let focal, !(focal >= 0 && focal.isFinite) {
      throw UsageError("--focal: finite and not negative, got \(focal.plainText)")
    }
    let given = try Names.list(advantage, among: Self.names + Self.pinned, option: "--advantage")
    let asked = given.isEmpty ? names : given
    let known = try asked.map(Self.advantage)
    let names = asked.joined(separator: ", ")
    if ddof != nil, !known.contains(where: { $0.estimator.kind.dividesByDeviation }) {
      throw UsageError("--ddof: no effect, \(names) divides by no standard deviation")
    }
    if stabilizer != nil, !known.contains(where: { $0.estimator.kind.divides }) {
      throw UsageError("--stabilizer: no effect, \(names) divides by nothing")
    }
    let way = try denominatorAsked()
    if way != nil, !known.contains(where: { $0.estimator.kind.dividesByDeviation }) {
      throw UsageError("--denominator: no effect, \(names) divides by no standard deviation")
    }
    let estimators = try known.map { known in
      try usage("--advantage \(known.name)") { try changed(known.estimator, way) }
    }
    if way != nil,
      !estimators.contains(where: { $0.stabilizer > 0 && $0.kind.dividesByDeviation })
    {
      throw UsageError("--denominator: no effect, the stabilizer of \(names) is 0 (--stabilizer)")
    }
    return zip(known, estimators).map { known, estimator in
      var known = known
      known.rule.estimator = estimator
      return known
    }
  }

  private func denominatorAsked() throws -> Denominator? {
    try denominator.flatMap {
      Denominator(
        rawValue: try Names.one(
          $0, among: Denominator.allCases.map(\.rawValue), option: "--denominator"))
    }
  }

  /// ddof and denominator change what divides by a standard deviation, a stabilizer what divides, a clamp
  /// everything.
  private func changed(
    _ estimator: AdvantageEstimator, _ way: Denominator?
  ) throws -> AdvantageEstimator {
    let kind = estimator.kind
    return try AdvantageEstimator(
      kind, ddof: kind.dividesByDeviation ? ddof ?? estimator.ddof : estimator.ddof,
      stabilizer: kind.divides ? stabilizer ?? estimator.stabilizer : estimator.stabilizer,
      clamp: clamp ?? estimator.clamp,
      denominator: kind.dividesByDeviation
        ? way ?? estimator.denominator : estimator.denominator,
      focal: focal ?? estimator.focal)
  }

  private static func advantage(_ name: String) throws -> NamedAdvantage {
    if let kind = AdvantageKind(rawValue: name) {
      return NamedAdvantage(
        name: name, estimator: try usage("--advantage") { try AdvantageEstimator(kind) })
    }
    let preset = try usage("--advantage") { try AdvantagePreset(name: name) }
    return NamedAdvantage(name: name, rule: preset.rule, arithmetic: preset.arithmetic)
  }

  /// Kinds and systems.
  static let names = AdvantageKind.allCases.map(\.rawValue) + AdvantagePreset.names

  /// Systems with their versions.
  private static let pinned = AdvantagePreset.all.map(\.pinned).filter { !names.contains($0) }
}
