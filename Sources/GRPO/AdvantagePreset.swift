/// What a training system makes of rewards by default, or by a switch named after the slash.
public struct AdvantagePreset: Hashable, Sendable {
  /// The name of the system, and of the switch: `trl`, `trl/gdpo`.
  public let name: String
  /// The version of the system whose source was read; empty for a formula of a paper.
  public let version: String
  /// Its formula.
  public let rule: AdvantageRule
  /// In which arithmetic the system computes it; nil where that was not compared.
  public let arithmetic: SinglePrecision?

  /// The formula of one component, before anything is done over the batch.
  public var estimator: AdvantageEstimator { rule.estimator }

  /// Every preset, read in the source of each system in 2026; the packages of the registry by version,
  /// the others by the commit of that year. Of a name with several versions the newest stands first.
  public static let all = [
    Self("trl", "1.16", standardized(1e-4), .trl),
    Self("trl-batch", "1.16", .init(checked: .batchStandardized, ddof: 1, stabilizer: 1e-4), .trl),
    Self("trl/none", "1.16", .init(checked: .mean), .trl),
    Self("trl/gdpo", "1.16", standardized(1e-4), .decoupled, .trl, .trl),
    Self("trl/rloo", "1.16", .init(checked: .leaveOneOut), .trl),
    Self("verl", "0.9", standardized(1e-6), .verl),
    Self("verl/vectorized", "0.9", standardized(1e-6), .verlVectorized),
    Self(
      "verl/vectorized", "0.7",
      .init(checked: .standardized, ddof: 1, stabilizer: 1e-6, denominator: .flooredAdded), nil),
    Self("verl/rloo", "0.9", .init(checked: .leaveOneOut), .verl),
    Self(
      "verl/passk", "0.9", .init(checked: .bestOnly, ddof: 1, stabilizer: 1e-6), nil),
    Self("verl/gdpo", "0.9", standardized(1e-6), .decoupled, .verl, .verl),
    Self("openrlhf", "0.11", standardized(1e-9, clamp: 10), .openrlhf),
    Self("openrlhf/rloo", "0.11", .init(checked: .leaveOneOut, clamp: 10), .openrlhf),
    Self("openrlhf/dr-grpo", "0.11", .init(checked: .mean, clamp: 10), .openrlhf),
    Self("ms-swift", "4.6", standardized(1e-4), .msSwift),
    Self(
      "ms-swift/batch", "4.6", .init(checked: .batchStandardized, ddof: 1, stabilizer: 1e-4),
      .msSwift),
    Self("ms-swift/rloo", "4.6", .init(checked: .leaveOneOut), .msSwift),
    Self("ms-swift/gdpo", "4.6", standardized(1e-8), .decoupled, .msSwift, .msSwift),
    Self(
      "nemo-rl", "2026", .init(checked: .leaveOneOutStandardized, ddof: 1, stabilizer: 1e-6), nil),
    Self("slime", "2026", standardized(1e-6), nil),
    Self("open-instruct", "2026", .init(checked: .mean), nil),
    Self("prime-rl", "2026", .init(checked: .mean), nil),
    Self("prime-rl/max-rl", "2026", .init(checked: .meanNormalized), nil),
    Self("skyrl/max-rl", "0.3", .init(checked: .meanNormalized, stabilizer: 1e-6), nil),
    Self("tinker-cookbook", "0.6", .init(checked: .mean), .openrlhf),
    Self("dr-grpo", "", .init(checked: .mean), nil),
    Self("rloo", "", .init(checked: .leaveOneOut), nil),
    Self("grpo", "", .init(checked: .standardized), nil),
    Self("maxrl", "", .init(checked: .meanNormalized), nil),
    Self(
      "decoupled", "", AdvantageRule(.init(checked: .standardized), aggregation: .decoupled), nil),
  ]

  /// The preset called `name`, with or without its version: `trl`, `trl@1.16`, `trl@1.16/gdpo`.
  ///
  /// - Throws: ``GRPOError`` with the name and the names that are known, or the version that is.
  public init(name: String) throws {
    let (bare, version) = Self.split(name)
    let presets = Self.all.filter { $0.name == bare }
    guard !presets.isEmpty else {
      throw GRPOError.unknownName(kind: "advantage preset", name: name, known: Self.names)
    }
    // Without a version the newest, which stands first.
    guard let preset = presets.first(where: { version == nil || version == $0.version }) else {
      let known = presets.map { $0.version.isEmpty ? $0.name : $0.pinned }
      throw GRPOError.unknownName(kind: "version", name: name, known: known)
    }
    self = preset
  }

  /// The names of all presets, each once.
  public static let names = all.map(\.name).reduce(into: [String]()) { names, name in
    if !names.contains(name) { names.append(name) }
  }

  /// The name with its version: `trl@1.16/gdpo`; the name alone where there is no version.
  public var pinned: String {
    guard !version.isEmpty else { return name }
    let parts = name.split(separator: "/", maxSplits: 1)
    return "\(parts[0])@\(version)" + (parts.count > 1 ? "/\(parts[1])" : "")
  }

  private static func split(_ name: String) -> (name: String, version: String?) {
    guard let at = name.firstIndex(of: "@") else { return (name, nil) }
    let rest = name[name.index(after: at)...]
    let end = rest.firstIndex(of: "/") ?? rest.endIndex
    return (String(name[..<at] + rest[end...]), String(rest[..<end]))
  }

  private static func standardized(
    _ stabilizer: Double, clamp: Double? = nil
  ) -> AdvantageEstimator {
    .init(checked: .standardized, ddof: 1, stabilizer: stabilizer, clamp: clamp)
  }

  private init(
    _ name: String, _ version: String, _ estimator: AdvantageEstimator,
    _ arithmetic: SinglePrecision?
  ) {
    self.init(name, version, AdvantageRule(estimator), arithmetic)
  }

  private init(
    _ name: String, _ version: String, _ estimator: AdvantageEstimator,
    _ aggregation: AdvantageRule.Aggregation, _ whitening: Whitening, _ arithmetic: SinglePrecision
  ) {
    let rule = AdvantageRule(estimator, aggregation: aggregation, whitening: whitening)
    self.init(name, version, rule, arithmetic)
  }

  private init(
    _ name: String, _ version: String, _ rule: AdvantageRule, _ arithmetic: SinglePrecision?
  ) {
    self.name = name
    self.version = version
    self.rule = rule
    self.arithmetic = arithmetic
  }
}
