import Analysis

/// Where a claim is stated, proved, tested and taught: paths from the top of the repository.
public struct ClaimSources: Hashable, Sendable {
  /// Its statement, its exact law and the check.
  public let law: String
  /// Its proofs: on paper, then the one that Coq checks; empty for what is measured.
  public let proofs: [String]
  /// The path of the file of its tests.
  public let test: String
  /// The lesson that teaches it.
  public let lesson: String

  /// The lesson of each claim of the catalogue.
  private static let lessons = [
    "RewardVariance": "00-three-ways-to-know", "GradientNormBound": "01-policy-gradient",
    "GroupStandardDeviation": "02-group-advantages", "BoundedAdvantage": "02-group-advantages",
    "DynamicSampling": "03-silent-groups", "UnbiasedGradient": "04-dither-unbiased-where",
    "AddedVariance": "05-variance-against-sigma", "SignalToNoise": "05-variance-against-sigma",
    "OneStepImprovement": "05-variance-against-sigma", "ShrinkageLaw": "06-shrinkage-law",
    "AdvantageDirection": "06-shrinkage-law", "GradientGain": "06-shrinkage-law",
    "LargeGroupLimit": "06-shrinkage-law", "SilentGroups": "07-jump-at-zero",
    "SecondMoment": "07-jump-at-zero", "ClipPenalty": "08-clipping-and-kl",
    "SignPreservation": "08-clipping-and-kl", "LearningTime": "09-does-it-learn-faster",
    "ExplorationDrift": "09-does-it-learn-faster",
    "DecoupledNormalization": "11-several-rewards", "MeanNormalized": "11-several-rewards",
    "Resolution": "09-does-it-learn-faster", "GroupRelativeBias": "11-several-rewards",
    "GroupSizeLaw": "11-several-rewards",
    "BatchCovariance": "11-several-rewards", "AdvantageNoise": "11-several-rewards",
    "DistinctCompletions": "10-your-own-logs",
    "FasterConvergence": "09-does-it-learn-faster", "NoiseSchedule": "09-does-it-learn-faster",
    "VerifierNoise": "12-a-verifier-that-errs", "QuantizedReward": "12-a-verifier-that-errs",
  ]
  /// Claims without a theorem.
  private static let measured: Set = ["FasterConvergence", "NoiseSchedule"]
  /// Theorems that are proved on paper only.
  private static let onPaper: Set = [
    "ShrinkageLaw", "GradientGain", "LargeGroupLimit", "SecondMoment", "LearningTime",
    "ExplorationDrift", "OneStepImprovement", "DecoupledNormalization", "MeanNormalized",
    "Resolution", "BatchCovariance", "QuantizedReward", "DistinctCompletions",
  ]

  /// The sources of a claim of the catalogue; nil for a claim of somebody else.
  public init?(_ claim: String) {
    guard let lesson = Self.lessons[claim] else { return nil }
    let module = Claim.all.contains { $0.name == claim } ? "Analysis" : "Training"
    law = "Sources/\(module)/Claims/\(claim).swift"
    proofs =
      Self.measured.contains(claim)
      ? [] : ["proofs/\(claim).md"] + (Self.onPaper.contains(claim) ? [] : ["proofs/\(claim).v"])
    test = "Tests/ClaimTests/\(claim)Tests.swift"
    self.lesson = "notebooks-md/\(lesson).md"
  }
}
