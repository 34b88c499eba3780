import GSL
import Policies
import RealModule
import Testing

/// Pearson's statistic of counts against probabilities, as a standard normal score.
///
/// The cube root of chi^2 / k is close to normal with mean 1 - 2/(9k) and variance 2/(9k) (Wilson
/// and Hilferty 1931). Outcomes expected fewer than 10 times are merged into one cell.
func chiSquareScore(counts: [Int], probabilities: [Double]) -> Double {
  let total = Double(counts.reduce(0, +))
  var (statistic, cells) = (0.0, 0)
  var (rareCount, rareExpected) = (0.0, 0.0)
  for (count, probability) in zip(counts, probabilities) {
    let expected = total * probability
    guard expected >= 10 else {
      rareCount += Double(count)
      rareExpected += expected
      continue
    }
    statistic += (Double(count) - expected) * (Double(count) - expected) / expected
    cells += 1
  }
  if rareExpected >= 10 {
    statistic += (rareCount - rareExpected) * (rareCount - rareExpected) / rareExpected
    cells += 1
  }
  let degrees = Double(cells - 1)
  let spread = 2 / (9 * degrees)
  return (Double.root(statistic / degrees, 3) - (1 - spread)) / Double.sqrt(spread)
}

@Suite struct PolicySamplingTests {
  /// Draws for each policy.
  static let sampleCount = 200_000

  /// At N = 200000 and 80 degrees of freedom, z = 5 is reached by an effect
  /// sum (q - p)^2 / p of about 4e-4: one outcome of probability .1 that is off by 6% relative.
  @Test(arguments: PolicyCase.all)
  func `the frequencies of draws are the probabilities`(of sample: PolicyCase) throws {
    let policy = try sample.policy
    guard policy.outcomeCount > 1 else { return }
    let counts = draw(policy, seed: 1000 + sample.seed)
    let z = chiSquareScore(counts: counts, probabilities: policy.probabilities())
    #expect(z <= 5, "z = \(z), N = \(Self.sampleCount), seed \(1000 + sample.seed)")
  }

  /// Negative control: draws of a policy whose second logit is off by 0.1.
  @Test func `draws of a policy with one logit off by a tenth are refused`() throws {
    let policy = try SoftmaxBandit(logits: [-1, 0.3, 0.1, -0.4, 0.8])
    let planted = try SoftmaxBandit(logits: [-1, 0.4, 0.1, -0.4, 0.8])
    let counts = draw(planted, seed: 7)
    #expect(chiSquareScore(counts: counts, probabilities: policy.probabilities()) > 5)
  }

  @Test(arguments: PolicyCase.all)
  func `the same seed draws the same outcomes`(of sample: PolicyCase) throws {
    let policy = try sample.policy
    #expect(draw(policy, seed: 5) == draw(policy, seed: 5))
  }

  private func draw(_ policy: any Policy, seed: UInt64) -> [Int] {
    var stream = RandomStream(seed: seed)
    var counts = [Int](repeating: 0, count: policy.outcomeCount)
    for _ in 0..<Self.sampleCount { counts[policy.sample(using: &stream)] += 1 }
    return counts
  }
}
