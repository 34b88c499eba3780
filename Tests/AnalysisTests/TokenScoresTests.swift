import GSL
import Policies
import Testing

@testable import Analysis

/// Scores put together token by token are the scores put together logit by logit.
struct TokenScoresTests {
  @Test(arguments: 1..<20)
  func `weighted sums of scores agree`(seed: Int) throws {
    var random = RandomStream(seed: UInt64(seed))
    let policy = try SequencePolicy.random(
      vocabulary: 2 + seed % 3, length: 1 + seed % 4, scale: 0.7, seed: UInt64(seed))
    let tokens = try #require(TokenScores(policy))
    let p = policy.parameterCount
    var (byLogit, r, z) = (
      [Double](repeating: 0, count: p), [Double](repeating: 0, count: p),
      [Double](repeating: 0, count: p)
    )
    var pairs = [SIMD2<Double>](repeating: .zero, count: p)
    for _ in 0..<6 {
      let outcome = random.index(below: policy.outcomeCount)
      let weight = random.gaussian()
      let ones = [Double](repeating: 1, count: policy.length)
      for entry in policy.sparseScore(of: outcome, tokenWeights: ones) {
        byLogit[entry.index] += weight * entry.value
      }
      pairs.withUnsafeMutableBufferPointer {
        tokens.add(outcome, scales: SIMD2(weight, -2 * weight), to: $0.baseAddress!)
      }
    }
    pairs.withUnsafeMutableBufferPointer {
      tokens.finish($0.baseAddress!, into: &r, &z)
    }
    #expect(pairs.allSatisfy { $0 == .zero })
    for j in 0..<p {
      #expect(abs(r[j] - byLogit[j]) < 1e-13, "logit \(j)")
      #expect(abs(z[j] + 2 * byLogit[j]) < 1e-13, "logit \(j)")
    }
  }

  /// 1 - p would lose its digits.
  @Test
  func `a nearly certain policy goes logit by logit`() throws {
    #expect(try TokenScores(SoftmaxBandit(logits: [9, 0, 0])) == nil)
    #expect(try TokenScores(SoftmaxBandit(logits: [2, 0, 0])) != nil)
  }
}
