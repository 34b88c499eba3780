import GSL
import RealModule
import Testing

@testable import Analysis

/// What is known of the pass rates of a set.
@Suite struct PassRateSetTests {
  private static let correct = [0, 0, 1, 3, 8, 5, 2, 8, 7, 4, 0, 6]

  private func counts(_ correct: [Int], of n: Int = 8) throws -> PassRateCounts {
    try PassRateCounts(
      correct: correct, completions: correct.map { _ in n }, weights: correct.map { _ in 1 })
  }

  @Test func `counts have the posterior of PassRatePosterior`() throws {
    let counts = try counts(Self.correct)
    let set = try PassRateSet(counts)
    let posterior = try PassRatePosterior(counts)
    for size in [2, 8, 64] {
      #expect(
        abs(set.silentShare(groupSize: size) - posterior.silentShare(groupSize: size)) < 1e-13)
      // Taken for true they make silent groups more.
      #expect(counts.plugInSilentShare(groupSize: size) > set.silentShare(groupSize: size) + 0.01)
    }
    #expect(set.promptCount == Self.correct.count)
  }

  @Test func `few prompts, and counts that tell no law, have a flat prior, and say so`() throws {
    for correct in [[0, 4, 8], Array(repeating: 4, count: 20)] {
      let set = try PassRateSet(try counts(correct))
      guard case .flatPrior(let reason) = set.source else {
        Issue.record("a law of \(correct)")
        continue
      }
      #expect(reason.contains("tell"))
      #expect(set.shifted(logAlpha: 0.1, logBeta: 0) == nil)
      #expect(
        set.classes[0].law
          == .beta(BetaDistribution(a: Double(1 + correct[0]), b: Double(9 - correct[0]))))
    }
  }

  @Test func `rates that are exact stand as they are, the same ones together`() throws {
    let set = try PassRateSet(exact: [0.5, 0.1, 0.5], weights: [1, 2, 1])
    #expect(set.classes.map(\.prompts) == [1, 2] && set.classes.map(\.weight) == [0.5, 0.5])
    #expect(set.classes.map(\.squaredWeight) == [0.25, 0.125])
    #expect(abs(set.silentShare(groupSize: 2) - (0.82 + 0.5) / 2) < 1e-15)
  }

  @Test(arguments: [([1.5], [1.0]), ([0.5], [0]), ([0.1, .nan], [1, 1]), ([], [])])
  func `what is no rate is refused`(rates: [Double], weights: [Double]) {
    #expect(throws: AnalysisError.self) { _ = try PassRateSet(exact: rates, weights: weights) }
  }

  @Test func `the influence of prompts is what one more of them does to the law`() throws {
    // Twenty copies of the set: one prompt more is a small change.
    let all = Array(repeating: Self.correct, count: 20).flatMap(\.self)
    let set = try PassRateSet(try counts(all))
    let total = set.classes.reduce(0) { $0 + Double($1.prompts) * $1.influence[0] }
    #expect(abs(total) < 1e-9)
    let plain = try BetaBinomialFit(try counts(all))
    for (place, correct) in [0, 3, 8].enumerated() {
      let more = try BetaBinomialFit(try counts(all + [correct]))
      let found = set.classes.first {
        $0.law
          == .beta(
            BetaDistribution(a: plain.alpha + Double(correct), b: plain.beta + Double(8 - correct)))
      }!.influence
      let expected = [Double.log(more.alpha / plain.alpha), .log(more.beta / plain.beta)]
      for j in 0..<2 {
        #expect(abs(found[j] - expected[j]) < 0.03 * abs(expected[j]) + 1e-4, "\(place), \(j)")
      }
    }
  }

  @Test func `a shifted set is of the shifted law`() throws {
    let set = try PassRateSet(try counts(Self.correct))
    guard case .posterior(let fit) = set.source else {
      Issue.record("no law")
      return
    }
    let shifted = try #require(set.shifted(logAlpha: 0.1, logBeta: -0.2))
    let first = BetaDistribution(a: fit.alpha * .exp(0.1), b: fit.beta * .exp(-0.2) + 8)
    #expect(shifted.classes[0].law == .beta(first))
  }
}
