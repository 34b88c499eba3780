/// The rewards of the groups of one batch, component by component.
public struct RewardBatch: Hashable, Sendable {
  /// By group, completion and component; nil where a component was not scored.
  public let groups: [[[Double?]]]

  /// What each component counts in a sum.
  public let weights: [Double]

  /// A batch of rewards.
  ///
  /// - Parameters:
  ///   - groups: by group, completion and component; as many components for every completion, finite.
  ///   - weights: one for each component, finite; nil for 1 each.
  /// - Throws: ``GRPOError`` for an empty batch or group, unequal numbers of components, weights that do
  ///   not fit, or a number that is not finite.
  public init(_ groups: [[[Double?]]], weights: [Double]? = nil) throws {
    guard let count = groups.first?.first?.count, count > 0 else {
      throw GRPOError.empty(name: "rewards")
    }
    self.groups = groups
    self.weights = weights ?? Array(repeating: 1, count: count)
    if groups.contains(where: \.isEmpty) { throw GRPOError.empty(name: "group") }
    for completion in groups.joined() {
      try require(
        completion.count == count, "components of a completion", Double(completion.count),
        "\(count) as in the first completion")
      for case let reward? in completion {
        try require(reward.isFinite, "reward", reward, "finite")
      }
    }
    try require(
      self.weights.count == count, "number of weights", Double(self.weights.count),
      "\(count), one for each component")
    for weight in self.weights { try require(weight.isFinite, "weight", weight, "finite") }
  }

  /// A batch of rewards without components.
  public init(_ groups: [[Double]]) throws { try self.init(groups.map { $0.map { [$0] } }) }

  /// How many components a reward has.
  public var componentCount: Int { weights.count }

  /// The weighted sum of the components that were scored, by group and completion; nil where none was.
  public var totals: [[Double?]] {
    groups.map { group in
      group.map { completion in
        let scored = zip(weights, completion).compactMap { weight, reward in
          reward.map { weight * $0 }
        }
        return scored.isEmpty ? nil : scored.reduce(0, +)
      }
    }
  }

  /// One component alone, by group and completion, without its weight.
  public func component(_ index: Int) -> [[Double?]] {
    groups.map { $0.map { $0[index] } }
  }
}
