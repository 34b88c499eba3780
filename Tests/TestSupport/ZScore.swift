/// How far an estimate lies from its reference: z = (estimate - reference) / (its standard error).
///
/// z is 0 where both are equal, infinite where they differ though the error is 0, and NaN where nothing can
/// be said: fewer than two values, an error that is infinite, negative or NaN, an estimate that is no number.
/// NaN neither `agrees` nor `differs`, so that no test passes by it.
///
/// What judges in tests. An `Estimate` of Analysis has a `zScore(against:)` of its own for verdicts, where an
/// infinite error is no failure; it is held to this one.
public struct ZScore: CustomStringConvertible, Sendable {
  /// An estimate that is right and normal lies farther off but once in 1.7 million times.
  public static let threshold = 5.0

  /// The mean of what was drawn.
  public let estimate: Double
  /// The value that the estimate should have.
  public let reference: Double
  /// One standard error of the estimate; NaN for fewer than two values.
  public let standardError: Double
  /// How many values the estimate is the mean of.
  public let count: Int
  /// Differences up to this size are none: rounding of the estimate where its error is smaller still.
  public let rounding: Double

  /// A mean of `count` values with its standard error.
  public init(
    _ estimate: Double, standardError: Double, count: Int, against reference: Double,
    rounding: Double = 0
  ) {
    self.estimate = estimate
    self.reference = reference
    self.standardError = count < 2 ? .nan : standardError
    self.count = count
    self.rounding = rounding
  }

  /// The mean of a sample; error sqrt(S^2 / N), with S^2 the sample variance (divided by N - 1).
  public init(_ sample: some Collection<Double>, against reference: Double) {
    let count = Double(sample.count)
    let mean = sample.reduce(0, +) / count
    let squares = sample.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    self.init(
      mean, standardError: (squares / (count - 1) / count).squareRoot(), count: sample.count,
      against: reference)
  }

  /// The mean of a sample of a law of known mean and variance; error sqrt(variance / N).
  public init(_ sample: some Collection<Double>, mean: Double, variance: Double) {
    let count = Double(sample.count)
    self.init(
      sample.reduce(0, +) / count, standardError: (variance / count).squareRoot(),
      count: sample.count, against: mean)
  }

  /// The share of `successes` among independent trials; error sqrt(p (1 - p) / N).
  public init(successes: Int, of trials: Int, probability: Double) {
    let count = Double(trials)
    self.init(
      Double(successes) / count,
      standardError: (probability * (1 - probability) / count).squareRoot(), count: trials,
      against: probability)
  }

  /// The difference of two independent estimates, against 0; error sqrt(first^2 + second^2).
  public init(
    of first: (mean: Double, error: Double), and second: (mean: Double, error: Double),
    count: Int, rounding: Double = 0
  ) {
    let variance = first.error * first.error + second.error * second.error
    self.init(
      first.mean - second.mean, standardError: variance.squareRoot(), count: count, against: 0,
      rounding: rounding)
  }

  /// (estimate - reference) / standardError, with the ends that the type tells of.
  public var value: Double {
    let difference = estimate - reference
    guard difference.isFinite, standardError >= 0, standardError < .infinity else { return .nan }
    return abs(difference) <= rounding ? 0 : difference / standardError
  }

  /// True within `threshold` standard errors, or within so many as are given.
  public func agrees(within threshold: Double = threshold) -> Bool { abs(value) <= threshold }

  /// True beyond `threshold` standard errors, to either side: what a negative control asks for.
  public func differs(beyond threshold: Double = threshold) -> Bool { abs(value) > threshold }

  /// The smallest deviation that is noticed for sure, also where chance leans the other way.
  public var smallestEffect: Double { 2 * Self.threshold * standardError }

  /// All that a failed comparison has to say.
  public var description: String {
    """
    z \(value), estimate \(estimate), reference \(reference), standard error \(standardError), \
    N \(count), smallest effect noticed for sure \(smallestEffect)
    """
  }
}
