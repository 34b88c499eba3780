import Analysis
import Testing
import Training

/// What every claim is tested for: verdicts as expected, and a planted error refused.
///
/// 100,000 groups from one seed, which serves all claims. Each comparison has the interval of
/// `Judgement`: a false alarm in one run of 1000 per claim, were the seed not fixed.
struct ClaimCase {
  let claim: Claim
  /// Mistakes under which not all verdicts are the expected ones.
  let refused: [PlantedError]

  static let sampling = Sampling(groups: 100_000, seed: 20_250_618, threads: 2)

  static let all: [ClaimCase] = [
    ClaimCase("UnbiasedGradient", refuses: .noiseFollowsReward, .baselineWrong),
    ClaimCase("RewardVariance", refuses: .noiseSharedInGroup, .halfWidthTakenForDeviation),
    ClaimCase("AddedVariance", refuses: .baselineWrong, .sigmaDoubled, .silentGroupsDropped),
    ClaimCase("SignalToNoise", refuses: .silentGroupsDropped, .sigmaDoubled),
    ClaimCase("GradientNormBound", refuses: .baselineWrong, .noiseFollowsReward),
    ClaimCase("GroupStandardDeviation", refuses: .ddofSwapped),
    ClaimCase("ShrinkageLaw", refuses: .ddofSwapped, .noiseSharedInGroup),
    ClaimCase("AdvantageDirection", refuses: .halfWidthTakenForDeviation, .noiseFollowsReward),
    ClaimCase("GradientGain", refuses: .halfWidthTakenForDeviation, .noiseFollowsReward),
    ClaimCase("LargeGroupLimit", refuses: .sigmaDoubled, .ddofSwapped),
    ClaimCase("SecondMoment", refuses: .silentGroupsDropped, .sigmaDoubled),
    ClaimCase("SilentGroups", refuses: .silentGroupsDropped, .noiseSharedInGroup),
    ClaimCase("DynamicSampling", refuses: .silentGroupsDropped, .noiseSharedInGroup),
    ClaimCase("BoundedAdvantage", refuses: .ddofSwapped, .sigmaDoubled),
    ClaimCase("SignPreservation", refuses: .sigmaDoubled, .noiseFollowsReward),
    ClaimCase("ClipPenalty", refuses: .sigmaDoubled, .halfWidthTakenForDeviation),
    ClaimCase("LearningTime", refuses: .noiseFollowsReward, .noiseSharedInGroup),
    ClaimCase("ExplorationDrift", refuses: .sigmaDoubled, .noiseSharedInGroup),
    ClaimCase("OneStepImprovement", refuses: .sigmaDoubled, .noiseFollowsReward, .baselineWrong),
    ClaimCase("FasterConvergence", refuses: .noiseSharedInGroup, .stabilizerForgotten),
    ClaimCase("NoiseSchedule", refuses: .noiseSharedInGroup),
  ]

  static func named(_ name: String) -> ClaimCase { all.first { $0.claim.name == name }! }

  private init(_ name: String, refuses refused: PlantedError...) {
    claim = Claim.catalogue.first { $0.name == name }!
    self.refused = refused
  }

  func expectVerdicts(_ location: SourceLocation = #_sourceLocation) throws {
    let judgement = try Judgement(claim.findings(Self.sampling))
    #expect(!judgement.findings.isEmpty, sourceLocation: location)
    for finding in judgement.findings {
      // A sentence "holds for A; fails for A" says nothing.
      let same = judgement.findings.first { $0.variant == finding.variant }
      #expect(
        same?.expected == finding.expected, "\(claim.name): two verdicts for \(finding.variant)",
        sourceLocation: location)
      // What is known to fail must not pass within the margin, with fewer groups.
      let deviation = abs(finding.estimate.mean - finding.claimed)
      let isHidden =
        finding.expected == .fails && finding.exact == nil && finding.relation == .equals
        && deviation <= finding.margin
      #expect(!isHidden, "\(claim.name): \(finding.quantity)", sourceLocation: location)
    }
    for finding in judgement.findings {
      let verdict = judgement.verdict(finding)
      let interval = judgement.interval(finding)
      #expect(
        verdict == finding.expected,
        """
        \(claim.name), \(finding.variant), \(finding.quantity): \
        \(finding.estimate.mean) +- \(finding.estimate.standardError), \
        exact \(finding.exact ?? .nan) (z = \(finding.zExact ?? .nan)), \
        claimed \(finding.claimed) (z = \(finding.zClaimed)), \
        \(interval.kind) half-width \(interval.halfWidth), \
        detectable \(judgement.detectableEffect(finding))
        """, sourceLocation: location)
    }
  }

  func expectRefusal(
    of error: PlantedError, _ location: SourceLocation = #_sourceLocation
  ) throws {
    let judgement = try Judgement(claim.findings(Self.sampling, plantedError: error))
    let isRefused = !judgement.isAsExpected
    #expect(isRefused, "\(claim.name) lets \(error) pass", sourceLocation: location)
  }
}
