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
  /// Where the claim comes from: a paper, this toolkit, or a user of it.
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

  /// Runs the experiment.
  ///
  /// - Parameters:
  ///   - sampling: how much to simulate, with which random numbers.
  ///   - plantedError: a deliberate mistake, for negative controls.
  public func findings(
    _ sampling: Sampling, plantedError: PlantedError? = nil
  ) throws -> [Finding] {
    var sampling = sampling
    if let plantedError { sampling.plantedError = plantedError }
    return try examine(Experiment(sampling)).map { finding in
      var named = finding
      named.claim = name
      named.seed = sampling.seed
      return named
    }
  }
}
