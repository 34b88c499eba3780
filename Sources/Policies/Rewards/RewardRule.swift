/// A deterministic reward of an outcome, in one or several components.
///
/// The reward is the weighted sum of the components. Each component has a maximum, the scale that
/// relative dithering of that component refers to.
public enum RewardRule: Sendable, Equatable {
  /// 1 when the tokens equal the target, else 0.
  case target([Int])
  /// 1 when the sum of the tokens is even, else 0; an end token counts as V - 1.
  case parity
  /// The length of the longest common prefix with the target, as a share of the target's length.
  case prefix([Int])
  /// Five components with the maxima of the GSM8K reward of arXiv:2506.18631: a toy model.
  ///
  /// The last token plays the answer, the tokens before it (at least one) the format around it.
  ///
  ///     correctness    2      the last token is the target's
  ///     integer        0.5    the last token has the parity of the target's
  ///     strict format  1      all tokens before the last are the target's
  ///     soft format    1      the first token is the target's
  ///     tag count      0.5    the share of the tokens before the last that are the target's
  case components(target: [Int])
  /// An explicit reward for each outcome.
  case table([Double])
  /// The components of the reward of each outcome, one row for each outcome, and what each component
  /// counts in the sum.
  case vectors([[Double]], weights: [Double])

  /// The names `init(name:target:)` knows.
  public static let names = ["target", "parity", "prefix", "components"]

  /// The rule of this name.
  ///
  /// - Parameters:
  ///   - name: One of `names`.
  ///   - target: The tokens to reach; every rule but parity needs them, parity takes none.
  /// - Throws: `PolicyError` when the name is unknown, or the target is missing or out of place.
  public init(name: String, target: [Int]? = nil) throws(PolicyError) {
    guard Self.names.contains(name) else { throw .unknownRule(name: name, known: Self.names) }
    guard name != "parity" else {
      guard target == nil else { throw .rule(name: name, reason: "takes no target") }
      self = .parity
      return
    }
    guard let target else { throw .rule(name: name, reason: "needs a target") }
    switch name {
    case "target": self = .target(target)
    case "prefix": self = .prefix(target)
    default: self = .components(target: target)
    }
  }

  /// The rule's name; an explicit table is called `"table"`.
  public var name: String {
    switch self {
    case .target: "target"
    case .parity: "parity"
    case .prefix: "prefix"
    case .components: "components"
    case .table: "table"
    case .vectors: "vectors"
    }
  }

  /// The names of the components, in order; a rule without parts has one, of its own name.
  public var componentNames: [String] {
    switch self {
    case .components: ComponentReward.names
    case .vectors(_, let weights): weights.indices.map { "component \($0 + 1)" }
    case .target, .parity, .prefix, .table: [name]
    }
  }

  /// What each component counts in the sum.
  public var componentWeights: [Double] {
    if case .vectors(_, let weights) = self { weights } else { componentNames.map { _ in 1 } }
  }

  /// The largest value R_k of each component; of a table, its largest absolute value.
  public var componentMaxima: [Double] {
    switch self {
    case .components: ComponentReward.maxima
    case .table(let rewards): [rewards.reduce(0) { max($0, abs($1)) }]
    case .vectors(let rows, let weights):
      weights.indices.map { k in rows.reduce(0) { max($0, abs($1[k])) } }
    case .target, .parity, .prefix: [1]
    }
  }

  /// The reward of every outcome of a policy, in order.
  ///
  /// - Precondition: The rule fits the policy, see `validate(for:)`.
  public func rewards(for policy: some Policy) -> [Double] {
    let weights = componentWeights
    return componentRewards(for: policy).map { zip(weights, $0).reduce(0) { $0 + $1.0 * $1.1 } }
  }

  /// The components of the reward of every outcome: one row for each outcome, one column for each
  /// component.
  ///
  /// - Precondition: The rule fits the policy, see `validate(for:)`.
  public func componentRewards(for policy: some Policy) -> [[Double]] {
    do { try validate(for: policy) } catch { preconditionFailure("\(error)") }
    if case .table(let rewards) = self { return rewards.map { [$0] } }
    if case .vectors(let rows, _) = self { return rows }
    return (0..<policy.outcomeCount).map { components(of: policy.tokens(of: $0)) }
  }

  private func components(of tokens: [Int]) -> [Double] {
    switch self {
    case .target(let target): [TargetReward(target: target).value(of: tokens)]
    case .parity: [ParityReward().value(of: tokens)]
    case .prefix(let target): [PrefixReward(target: target).value(of: tokens)]
    case .components(let target): ComponentReward(target: target).values(of: tokens)
    case .table, .vectors: preconditionFailure("a table is indexed by outcome, not by tokens")
    }
  }
}
