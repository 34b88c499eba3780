import GSL
import Policies
import Testing

@testable import Analysis

/// Norms and gradients in the basis against those of the scores themselves.
struct GradientBasisTests {
  /// Bandits, whose scores sum to 0 in a way of their own, and sequences with fewer parameters than outcomes.
  private static func problems() throws -> [Problem] {
    let sequence = try SequencePolicy(vocabulary: 2, length: 3)
    return try [
      Problem(
        Prompt(
          name: "arms", policy: SoftmaxBandit(logits: [0.1, 0, -3, 2, 0.5]),
          rewards: [1, 0, 0.5, 0, 0])),
      Problem(Prompt(name: "two", policy: SoftmaxBandit(logits: [0, 30]), rewards: [1, 0])),
      Problem(Prompt(name: "tokens", policy: sequence, rewards: [1, 0, 0, 0, 1, 0, 0, 0])),
    ]
  }

  @Test(arguments: 0..<3, [true, false])
  func `norms and gradients are those of the scores`(number: Int, isCentred: Bool) throws {
    let problem = try Self.problems()[number]
    let basis = GradientBasis(problem, groupSize: 8, isCentred: isCentred)
    let outcomes = problem.rewards.count
    #expect(basis.dimension <= min(problem.parameterCount, outcomes - basis.start))
    var random = RandomStream(seed: 11)
    for _ in 0..<20 {
      var sums = (0..<outcomes).map { _ in random.gaussian() }
      if isCentred { sums[0] = -sums.dropFirst().reduce(0, +) }
      var right = [Double](repeating: 0, count: problem.parameterCount)
      for (a, sum) in sums.enumerated() { problem.positive.add(a, scale: sum / 8, to: &right) }
      var found = [Double](repeating: 0, count: problem.parameterCount)
      var square = 0.0
      for k in 0..<basis.dimension {
        let t = (basis.start..<outcomes).reduce(0) {
          $0 + basis.row(k)[$1 - basis.start] * sums[$1]
        }
        square += t * t
        found.withUnsafeMutableBufferPointer {
          basis.addAxis(k, scale: t, to: $0.baseAddress!)
        }
      }
      let norm = dot(right, right).squareRoot()
      #expect(abs(square.squareRoot() - norm) <= 1e-13 * max(norm, 0.1))
      for j in right.indices { #expect(abs(found[j] - right[j]) <= 1e-13) }
    }
  }
}
