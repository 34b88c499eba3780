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

  /// In the order of the catalogue.
  static let all = Claim.catalogue.map { ClaimCase(claim: $0, refused: refusals[$0.name] ?? []) }

  /// Mistakes that a claim must refuse, by its name.
  static let refusals: [String: [PlantedError]] = [
    "UnbiasedGradient": [.noiseFollowsReward, .baselineWrong],
    "RewardVariance": [.noiseSharedInGroup, .halfWidthTakenForDeviation],
    "AddedVariance": [.baselineWrong, .sigmaDoubled, .silentGroupsDropped],
    "SignalToNoise": [.silentGroupsDropped, .sigmaDoubled],
    "GradientNormBound": [.baselineWrong, .noiseFollowsReward],
    "GroupStandardDeviation": [.ddofSwapped],
    "ShrinkageLaw": [.ddofSwapped, .noiseSharedInGroup],
    "AdvantageDirection": [.halfWidthTakenForDeviation, .noiseFollowsReward],
    "GradientGain": [.halfWidthTakenForDeviation, .noiseFollowsReward],
    "LargeGroupLimit": [.sigmaDoubled, .ddofSwapped],
    "SecondMoment": [.silentGroupsDropped, .sigmaDoubled],
    "SilentGroups": [.silentGroupsDropped, .noiseSharedInGroup],
    "DynamicSampling": [.silentGroupsDropped, .noiseSharedInGroup],
    "BoundedAdvantage": [.ddofSwapped, .sigmaDoubled],
    "SignPreservation": [.sigmaDoubled, .noiseFollowsReward],
    "ClipPenalty": [.sigmaDoubled, .halfWidthTakenForDeviation],
    "LearningTime": [.noiseFollowsReward, .noiseSharedInGroup],
    "ExplorationDrift": [.sigmaDoubled, .noiseSharedInGroup],
    "OneStepImprovement": [.sigmaDoubled, .noiseFollowsReward, .baselineWrong],
    "DecoupledNormalization": [.noiseSharedByComponents, .sigmaDoubled],
    "Resolution": [.sigmaDoubled, .stabilizerForgotten],
    "GroupRelativeBias": [.silentGroupsDropped, .baselineWrong],
    "GroupSizeLaw": [.baselineWrong, .sigmaDoubled, .groupSizeOffByOne],
    "BatchCovariance": [.sigmaDoubled, .noiseSharedInGroup],
    "AdvantageNoise": [.sigmaDoubled, .noiseFollowsReward],
    "DistinctCompletions": [.sigmaDoubled, .silentGroupsDropped],
    "MeanNormalized": [.noiseSharedInGroup, .sigmaDoubled, .meanOffByOne],
    "VerifierNoise": [.falseNegativesForgotten, .silentGroupsDropped, .rewardsShiftedByOne],
    "QuantizedReward": [.quantizerDitherForgotten, .sigmaDoubled, .halfWidthTakenForDeviation],
    "FasterConvergence": [.noiseSharedInGroup, .stabilizerForgotten],
    "NoiseSchedule": [.noiseSharedInGroup],
  ]

  static func named(_ name: String) -> ClaimCase { all.first { $0.claim.name == name }! }

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
