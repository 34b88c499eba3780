import RealModule

/// The map from the rewards of one group to its advantages.
///
/// Convention `0/0 = 0`: a group whose rewards are all exactly equal ("silent") has advantages
/// exactly 0 for every kind but ``AdvantageKind/reinforce``, also at stabilizer 0. The test is
/// `max - min == 0`, and deviations are taken from the smallest reward before the mean, so that
/// the rounding of the mean of .2, .2, .2 cannot leak and be blown up by a tiny denominator.
public struct AdvantageEstimator: Codable, Hashable, Sendable {
  /// The formula that makes advantages of rewards.
  public var kind: AdvantageKind

  /// 0 for the population, 1 for the sample standard deviation; read by
  /// the kinds that divide by one.
  public var ddof: Int

  /// The eps added to the standard deviation (to the mean, where that divides), in units of reward; where
  /// ``denominator`` has it inside a root, in their squares.
  public var stabilizer: Double

  /// The bound put on the absolute advantage at the end; nil for none.
  public var clamp: Double?

  /// How the stabilizer enters; read by the kinds that divide by a standard deviation.
  public var denominator: Denominator

  /// gamma of the weight `(1 - p)^gamma` that all advantages of a group are multiplied by in the end, p
  /// the mean of its rewards (dithered ones, if they are), put into [0, 1]; 0 for none.
  ///
  /// Groups of easy prompts count less, as with the focal loss (arXiv:1708.02002), for rewards from 0 to 1.
  public var focal: Double

  /// An estimator of the given kind.
  ///
  /// - Parameters:
  ///   - kind: how rewards become advantages.
  ///   - ddof: 0 or 1.
  ///   - stabilizer: at least 0 and finite.
  ///   - clamp: above 0, or nil.
  ///   - denominator: how the stabilizer enters.
  ///   - focal: gamma of the weight of a group, at least 0 and finite.
  /// - Throws: ``GRPOError`` naming the one out of range.
  public init(
    _ kind: AdvantageKind, ddof: Int = 0, stabilizer: Double = 0, clamp: Double? = nil,
    denominator: Denominator = .added, focal: Double = 0
  ) throws {
    self.init(
      checked: kind, ddof: ddof, stabilizer: stabilizer, clamp: clamp, denominator: denominator,
      focal: focal)
    try validate()
  }

  /// The same without the checks, for constants.
  init(
    checked kind: AdvantageKind, ddof: Int = 0, stabilizer: Double = 0, clamp: Double? = nil,
    denominator: Denominator = .added, focal: Double = 0
  ) {
    self.denominator = denominator
    self.focal = focal
    self.kind = kind
    self.ddof = ddof
    self.stabilizer = stabilizer
    self.clamp = clamp
  }

  /// Checks the fields, and that a group of that size has such advantages.
  ///
  /// - Throws: ``GRPOError`` naming the field or the group size.
  public func validate(groupSize: Int) throws {
    try validate()
    guard groupSize >= kind.minimumGroupSize else {
      throw GRPOError.groupTooSmall(
        kind: kind, groupSize: groupSize, minimum: kind.minimumGroupSize)
    }
  }

  private func validate() throws {
    try require(ddof == 0 || ddof == 1, "ddof", Double(ddof), "0 or 1")
    try require(
      stabilizer >= 0 && stabilizer.isFinite, "stabilizer", stabilizer, "at least 0 and finite")
    if let clamp { try require(clamp > 0, "clamp", clamp, "above 0") }
    try require(focal >= 0 && focal.isFinite, "focal", focal, "at least 0 and finite")
  }

  /// Whether the advantages are a linear map of the rewards, so that any zero-mean dither leaves
  /// the expected gradient unchanged (claim UnbiasedGradient).
  public var isLinear: Bool { kind.isLinear && clamp == nil && focal == 0 }

  /// Whether a constant added to all rewards of a group changes nothing: the mean of a group has a weight
  /// of its own otherwise.
  public var ignoresShift: Bool { kind.ignoresShift && focal == 0 }

  /// The weight of a group whose rewards have this mean.
  package func weight(mean: Double) -> Double {
    focal == 0 ? 1 : .pow(1 - min(max(mean, 0), 1), focal)
  }

  /// The least upper bound of the absolute advantage over all rewards; nil when there is none.
  ///
  /// ```
  /// standardized: sqrt(G - 1) at ddof 0, (G - 1)/sqrt(G) at ddof 1
  /// best-only:    sqrt(G (G - ddof)/(G - 1))
  /// ```
  ///
  /// Samuelson's inequality, attained by a lone success when the stabilizer is 0 (claim
  /// BoundedAdvantage). The batch kind is bounded too, by a number that depends on the batch: it
  /// is nil here. A clamp bounds every kind.
  public func sup(groupSize: Int) -> Double? {
    let (size, others) = (Double(groupSize), Double(groupSize - 1))
    let bound: Double
    switch kind {
    case .standardized: bound = ddof == 0 ? .sqrt(others) : others / .sqrt(size)
    case .bestOnly: bound = .sqrt(size * (size - Double(ddof)) / others)
    case .reinforce, .mean, .leaveOneOut, .batchStandardized, .leaveOneOutStandardized,
      .meanNormalized:
      return clamp
    }
    return min(bound, clamp ?? .infinity)
  }

  /// The advantages of one group, in a new array; see ``fill(_:rewards:batch:)``.
  public func advantages(of rewards: [Double], batch: RewardSums? = nil) -> [Double] {
    var advantages = [Double](repeating: 0, count: rewards.count)
    fill(&advantages, rewards: rewards, batch: batch)
    return advantages
  }
}
