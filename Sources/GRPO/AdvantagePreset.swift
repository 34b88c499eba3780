/// The advantage formula a training system applies by default.
public struct AdvantagePreset: Hashable, Sendable {
  /// The name of the system.
  public let name: String
  /// The formula that the system uses for its advantages.
  public let estimator: AdvantageEstimator

  /// Every preset, read in the source of each system in 2026.
  public static let all = [
    Self("trl", .init(checked: .standardized, ddof: 1, stabilizer: 1e-4)),
    Self("trl-batch", .init(checked: .batchStandardized, ddof: 1, stabilizer: 1e-4)),
    Self("verl", .init(checked: .standardized, ddof: 1, stabilizer: 1e-6)),
    Self("openrlhf", .init(checked: .standardized, ddof: 1, stabilizer: 1e-9, clamp: 10)),
    Self("nemo-rl", .init(checked: .leaveOneOutStandardized, ddof: 1, stabilizer: 1e-6)),
    Self("slime", .init(checked: .standardized, ddof: 1, stabilizer: 1e-6)),
    Self("open-instruct", .init(checked: .mean)),
    Self("dr-grpo", .init(checked: .mean)),
    Self("rloo", .init(checked: .leaveOneOut)),
    Self("grpo", .init(checked: .standardized)),
  ]

  /// The preset called `name`.
  ///
  /// - Throws: ``GRPOError`` with the name and the names that are known.
  public init(name: String) throws {
    guard let preset = Self.all.first(where: { $0.name == name }) else {
      throw GRPOError.unknownName(
        kind: "advantage preset", name: name, known: Self.all.map(\.name))
    }
    self = preset
  }

  private init(_ name: String, _ estimator: AdvantageEstimator) {
    self.name = name
    self.estimator = estimator
  }
}
