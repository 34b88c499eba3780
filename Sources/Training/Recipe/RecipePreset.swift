public import GRPO

/// What a training system does by default, as far as a recipe can say it.
///
/// Step sizes and the noise are the user's; batch sizes too.
public struct RecipePreset: Sendable {
  /// The name of the system or method.
  public let name: String
  /// What its advantages are called, a kind or a system's.
  public let advantageName: String
  /// The advantages that the system uses.
  public let advantage: AdvantageEstimator
  /// How advantages are whitened over the batch; nil where they are not.
  public let whitening: Whitening?
  /// Its trust region; nil for none.
  public let clipRange: ClipRange?
  /// The limit of its ratio where advantages are negative (`Surrogate.dualClip`); nil for none.
  public let dualClip: Double?
  /// The weight of its KL penalty (k3).
  public let klCoefficient: Double
  /// Its filter of silent groups.
  public let filter: RolloutPlan.Filter
  /// How often it draws a group that the filter refuses.
  public let maximumDraws: Int
  /// Its limit of the gradient norm.
  public let gradientNormLimit: Double?
  /// The optimiser that the system uses.
  public let optimizer: OptimizerRule

  /// Every preset; the advantages are those of `AdvantagePreset`.
  ///
  /// `redit-paper` is the trainer of the released ReDit code (arXiv:2506.18631): Adam(.9, .99), norm at
  /// most .1, KL .04, no ratio clip. `verl` has a dual clip (`clip_ratio_c`), which acts from the second
  /// step on a batch. `reinforce++` has no baseline but whitens over the batch, its
  /// `-baseline` subtracts the group mean first; as verl does it, and as OpenRLHF and NeMo-RL do
  /// (`Whitening`).
  public static let all: [RecipePreset] = [
    .init(
      "redit-paper", "trl", kl: 0.04, limit: 0.1, .adam(beta1: 0.9, beta2: 0.99, epsilon: 1e-8)),
    .init("trl", "trl", clip: .standard, limit: 1),
    .init("verl", "verl", clip: .standard, dualClip: 3, limit: 1),
    .init("openrlhf", "openrlhf", clip: .standard, limit: 1),
    .init("nemo-rl", "nemo-rl", clip: .standard, limit: 1),
    .init("dapo", "verl", clip: .dapo, filter: .raw, draws: 10, limit: 1),
    .init("dapo-dithered-filter", "verl", clip: .dapo, filter: .dithered, draws: 10, limit: 1),
    .init("dr-grpo", "dr-grpo", clip: .standard, limit: 1),
    .init("rloo", "rloo", clip: .standard, limit: 1),
    .init("reinforce++", "reinforce", whitening: .verl, clip: .standard, limit: 1),
    .init("reinforce++-baseline", "dr-grpo", whitening: .verl, clip: .standard, limit: 1),
    .init("openrlhf-reinforce++", "reinforce", whitening: .openrlhf, clip: .standard, limit: 1),
    .init(
      "openrlhf-reinforce++-baseline", "dr-grpo", whitening: .openrlhf, clip: .standard, limit: 1),
  ]

  /// The preset called `name`.
  ///
  /// - Throws: ``TrainingError`` with the names that are known.
  public init(name: String) throws {
    guard let preset = Self.all.first(where: { $0.name == name }) else {
      let known = Self.all.map(\.name).joined(separator: ", ")
      throw TrainingError("unknown preset \(name); known: \(known)")
    }
    self = preset
  }

  private init(
    _ name: String, _ advantageName: String, whitening: Whitening? = nil, clip: ClipRange? = nil,
    dualClip: Double? = nil, kl: Double = 0, filter: RolloutPlan.Filter = .none, draws: Int = 1,
    limit: Double? = nil, _ optimizer: OptimizerRule = .adam
  ) {
    guard
      let advantage = AdvantagePreset.all.first(where: { $0.name == advantageName })?.estimator
        ?? AdvantageKind(rawValue: advantageName).flatMap({ try? AdvantageEstimator($0) })
    else { preconditionFailure("no advantage \(advantageName)") }
    self.name = name
    self.advantageName = advantageName
    self.advantage = advantage
    self.whitening = whitening
    clipRange = clip
    self.dualClip = dualClip
    klCoefficient = kl
    self.filter = filter
    maximumDraws = draws
    gradientNormLimit = limit
    self.optimizer = optimizer
  }
}
