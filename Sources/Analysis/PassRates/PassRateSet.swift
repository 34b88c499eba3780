import GSL
import RealModule

/// What is known of the true pass rates of a set of prompts: the rates themselves, or what counts of right answers say.
///
/// ```swift
/// let counts = try PassRateCounts(correct: [0, 3, 8], completions: [8, 8, 8], weights: [1, 1, 1])
/// print(try PassRateSet(counts).silentShare(groupSize: 8))
/// ```
public struct PassRateSet: Sendable {
  /// Where the rates come from.
  public enum Source: Sendable {
    /// They are taken for true.
    case exact
    /// Posteriors of counts, under a law of the rates learned from all of them.
    case posterior(BetaBinomialFit)
    /// Posteriors of counts, every rate in 0...1 being as likely before: the counts tell no law of the rates, for
    /// this reason.
    case flatPrior(reason: String)
  }

  /// The prompts of which the same is known.
  public struct Class: Sendable {
    /// What is known of the rate of each.
    public let law: PassRateLaw
    /// How many prompts there are.
    public let prompts: Int
    /// The sum of their weights, and of the squares of these; over all classes the first adds up to 1.
    public let weight, squaredWeight: Double
    /// Influence of one of them on the logarithms of alpha and beta of the law learned; 0 where none is.
    public let influence: [Double]
  }

  /// Where the rates come from.
  public let source: Source
  /// All prompts, those of the same law together.
  public let classes: [Class]
  private let counts: PassRateCounts?

  /// How many prompts there are.
  public var promptCount: Int { classes.reduce(0) { $0 + $1.prompts } }

  /// Fewer prompts tell no law of their rates.
  private static let fewestPrompts = 8

  /// Rates that are taken for true.
  ///
  /// - Parameters:
  ///   - rates: each in 0...1.
  ///   - weights: how often each prompt is drawn; finite and positive.
  /// - Throws: ``AnalysisError`` without prompts, or for a rate or a weight out of range.
  public init(exact rates: [Double], weights: [Double]) throws {
    precondition(rates.count == weights.count)
    guard !rates.isEmpty else { throw AnalysisError("no prompts, so no pass rates") }
    for (place, (rate, weight)) in zip(rates, weights).enumerated() {
      guard 0...1 ~= rate else {
        throw AnalysisError(
          "pass rate of prompt \(place + 1): must lie in 0...1, got \(rate.plainText)")
      }
      guard weight > 0, weight.isFinite else {
        throw AnalysisError(
          "weight of prompt \(place + 1): must be finite and above 0, got \(weight.plainText)")
      }
    }
    // Weights near the largest number add up to infinity, their shares do not.
    let unit = weights.reduce(0, +).isFinite ? 1 : weights.max()!
    let total = weights.reduce(0) { $0 + $1 / unit }
    var sums: [Double: (prompts: Int, weight: Double, squared: Double)] = [:]
    for (rate, weight) in zip(rates, weights) {
      let share = weight / unit / total
      let known = sums[rate] ?? (0, 0, 0)
      sums[rate] = (known.prompts + 1, known.weight + share, known.squared + share * share)
    }
    classes = sums.sorted { $0.key < $1.key }.map {
      Class(
        law: .exact($0.key), prompts: $0.value.prompts, weight: $0.value.weight,
        squaredWeight: $0.value.squared, influence: [0, 0])
    }
    source = .exact
    counts = nil
  }

  /// What counts say, by the beta law of maximum likelihood as prior (``PassRatePosterior``); by a flat one where there are
  /// fewer than eight prompts or the counts tell no such law.
  ///
  /// - Throws: ``AnalysisError`` where numbers leave the range of the posterior.
  public init(_ counts: PassRateCounts) throws {
    do {
      guard counts.promptCount >= Self.fewestPrompts else {
        throw AnalysisError("\(counts.promptCount) prompts tell no law of their pass rates")
      }
      let fit = try PassRatePosterior(counts).fit
      let classes = try counts.classes.map { group in
        Self.classOf(
          group, alpha: fit.alpha, beta: fit.beta, influence: try Self.influence(group, on: fit))
      }
      self.init(.posterior(fit), classes, counts)
    } catch let error as AnalysisError {
      self.init(
        .flatPrior(reason: "\(error)"),
        counts.classes.map { Self.classOf($0, alpha: 1, beta: 1, influence: [0, 0]) }, counts)
    }
  }

  private init(_ source: Source, _ classes: [Class], _ counts: PassRateCounts?) {
    self.source = source
    self.classes = classes
    self.counts = counts
  }

  /// The same counts under another law of the rates, alpha and beta times the exponentials of these; nil where no law was
  /// learned.
  public func shifted(logAlpha: Double, logBeta: Double) -> PassRateSet? {
    guard case .posterior(let fit) = source, let counts else { return nil }
    let (alpha, beta) = (fit.alpha * .exp(logAlpha), fit.beta * .exp(logBeta))
    return PassRateSet(
      source,
      counts.classes.map { Self.classOf($0, alpha: alpha, beta: beta, influence: [0, 0]) }, counts)
  }

  private static func classOf(
    _ group: PassRateCounts.Class, alpha: Double, beta: Double, influence: [Double]
  ) -> Class {
    let law = BetaDistribution(
      a: alpha + Double(group.correct), b: beta + Double(group.completions - group.correct))
    return Class(
      law: .beta(law), prompts: group.prompts, weight: group.weight,
      squaredWeight: group.squaredWeight, influence: influence)
  }

  /// The inverse of the information times the score of one prompt: what it moves the peak of the likelihood by.
  private static func influence(
    _ group: PassRateCounts.Class, on fit: BetaBinomialFit
  ) throws -> [Double] {
    let alone = try PassRateCounts(
      correct: [group.correct], completions: [group.completions], weights: [1])
    let slope = BetaBinomialLikelihood(alone).derivatives(alpha: fit.alpha, beta: fit.beta).slope
    let c = fit.covariance
    return [c[0] * slope[0] + c[1] * slope[1], c[2] * slope[0] + c[3] * slope[1]]
  }

  /// The expected share of groups whose completions are all right or all wrong, prompts by weight.
  public func silentShare(groupSize: Int) -> Double {
    classes.reduce(0) { sum, group in
      let law = group.law.compositions(groupSize: groupSize)
      return sum + group.weight * (law[0] + law[groupSize])
    }
  }
}
