import RealModule

extension Prompt {
  /// The shares of the wrong and of the right outcomes: unequal, so that their scores differ.
  package static let wrongShares = [0.4, 0.3, 0.2, 0.1]
  package static let rightShares = [0.6, 0.4]

  /// A bandit prompt that is answered correctly with exactly the given probability.
  ///
  /// Four wrong outcomes (reward 0) share `1 - p` as 4:3:2:1, two right ones (reward 1) share `p`
  /// as 3:2; the wrong ones come first. At `p = 0` only the wrong outcomes exist, at `p = 1` only
  /// the right ones: all groups of such a prompt are silent, but their scores are not 0.
  ///
  /// - Parameters:
  ///   - name: The prompt's name.
  ///   - passRate: The probability p of a correct outcome, in 0...1; exact up to rounding.
  ///   - weight: The prompt's weight, finite and positive.
  /// - Throws: `PolicyError` when the pass rate or the weight is out of range.
  public static func withPassRate(
    name: String, passRate: Double, weight: Double = 1
  ) throws(PolicyError) -> Prompt {
    guard 0...1 ~= passRate else {
      throw .unusable(field: "pass rate", value: passRate, reason: "must lie in 0...1")
    }
    var logits: [Double] = []
    var rewards: [Double] = []
    if passRate < 1 {
      // Logarithms of the probabilities themselves: they sum to 1, so the softmax changes nothing.
      logits += wrongShares.map { Double.log($0) + Double.log(onePlus: -passRate) }
      rewards += wrongShares.map { _ in 0 }
    }
    if passRate > 0 {
      logits += rightShares.map { Double.log($0) + Double.log(passRate) }
      rewards += rightShares.map { _ in 1 }
    }
    let policy = try SoftmaxBandit(logits: logits)
    return try Prompt(name: name, weight: weight, policy: policy, rewards: rewards)
  }
}
