/// A statement about reward dithering, with the experiment that decides it.
///
/// One claim has one name in every folder: `Claims/<Name>.swift`, `ClaimTests/<Name>Tests.swift`.
public struct Claim: Sendable {
  /// Where a claim comes from.
  public enum Origin: String, Sendable {
    /// Made for dithering in arXiv:2506.18631 or its neighbours; told here in our own words.
    case paper
    /// Derived for this toolkit; we have not found it stated elsewhere.
    case theorem
    /// Stated by whoever uses the library.
    case user
  }

  /// Its one name, such as `UnbiasedGradient`.
  public let name: String
  /// Who says so.
  public let origin: Origin
  /// The statement in one or two sentences, hypotheses included.
  public let statement: String
  /// Measures both sides; one finding per variant and quantity.
  let examine: @Sendable (Experiment) throws -> [Finding]

  /// A claim: what it says, and how to find out.
  ///
  /// The findings of a claim of your own are judged, calibrated and exposed to planted errors like
  /// those of the catalogue:
  ///
  ///     let findings = try claim.findings(Sampling(groups: 100_000))
  ///     print(try Judgement(findings).isAsExpected)
  ///
  /// - Parameters:
  ///   - name: its one name, by which reports call it.
  ///   - origin: who says so.
  ///   - statement: one or two sentences, hypotheses included.
  ///   - examine: measures both sides; one finding per variant and quantity. Everything random in it
  ///     comes from the experiment, so that a seed repeats it.
  public init(
    name: String, origin: Origin = .user, statement: String,
    examine: @escaping @Sendable (_ experiment: Experiment) throws -> [Finding]
  ) {
    self.name = name
    self.origin = origin
    self.statement = statement
    self.examine = examine
  }

  /// Every claim about one step, in the order in which they are best read; module Training adds those
  /// about whole runs.
  public static let all: [Claim] = [
    .unbiasedGradient, .rewardVariance, .addedVariance, .signalToNoise, .gradientNormBound,
    .groupStandardDeviation, .shrinkageLaw, .advantageDirection, .gradientGain, .largeGroupLimit,
    .secondMoment, .silentGroups, .dynamicSampling, .boundedAdvantage, .signPreservation,
    .clipPenalty, .learningTime, .explorationDrift, .oneStepImprovement,
  ]

  /// The claim of that name.
  ///
  /// - Parameter claims: where to look.
  /// - Throws: `AnalysisError` with the names that are known.
  public static func named(_ name: String, in claims: [Claim] = all) throws -> Claim {
    guard let claim = claims.first(where: { $0.name == name }) else {
      let known = claims.map(\.name).joined(separator: ", ")
      throw AnalysisError("unknown claim \(name); known claims: \(known)")
    }
    return claim
  }

  /// Runs the experiment.
  ///
  /// - Parameters:
  ///   - sampling: how much to simulate, with which random numbers.
  ///   - plantedError: a deliberate mistake, for negative controls.
  public func findings(
    _ sampling: Sampling, plantedError: PlantedError? = nil
  ) throws -> [Finding] {
    try examine(Experiment(sampling: sampling, plantedError: plantedError)).map { finding in
      var named = finding
      named.claim = name
      named.seed = sampling.seed
      return named
    }
  }
}
