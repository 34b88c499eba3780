import GSL
import Policies
import Testing

/// A random network over three prompts of 1 to 3 tokens, reproducible from its seed.
struct NeuralCase: Sendable, CustomTestStringConvertible {
  let seed: UInt64

  /// Shapes (V, T) of completions; the last has more of them (81) than are put into one tree.
  static let shapes = [(2, 1), (3, 1), (2, 2), (3, 2), (2, 3), (4, 2), (3, 3), (2, 4), (3, 4)]

  /// Eighteen networks: each shape with 8 and with 16 state units.
  static let all = (0..<18).map { NeuralCase(seed: UInt64($0)) }

  var policy: NeuralSequencePolicy {
    get throws {
      var stream = RandomStream(seed: 2_000 + seed)
      let (vocabulary, length) = Self.shapes[Int(seed) % Self.shapes.count]
      let prompts = (1...3).map { count in
        (0..<count).map { _ in stream.index(below: vocabulary + 2) }
      }
      return try NeuralSequencePolicy(
        prompts: prompts, vocabulary: vocabulary, length: length, hidden: seed < 9 ? 8 : 16,
        using: &stream)
    }
  }

  var testDescription: String { "seed \(seed)" }
}

extension PromptedPolicy {
  /// All completions of a prompt in the slots `0..<completionCount`.
  func allCompletions() -> [Int] {
    var tokens = [Int](repeating: 0, count: completionCount * length)
    for completion in 0..<completionCount {
      write(completion: completion, slot: completion, into: &tokens)
    }
    return tokens
  }

  /// The gradient of a weighted sum of the log-probabilities of all tokens of all completions.
  func weightedScore(prompt: Int, tokenWeights: [Double]) -> [Double] {
    var workspace = makeWorkspace()
    var gradient = [Double](repeating: 0, count: parameterCount)
    accumulateScore(
      prompt: prompt, slots: 0..<completionCount, tokens: allCompletions(),
      tokenWeights: tokenWeights, into: &gradient, workspace: &workspace)
    return gradient
  }

  /// The conditional log-probabilities of all tokens of all completions.
  func allLogProbabilities(prompt: Int) -> [Double] {
    var workspace = makeWorkspace()
    var values = [Double](repeating: 0, count: completionCount * length)
    logProbabilities(
      prompt: prompt, slots: 0..<completionCount, tokens: allCompletions(), into: &values,
      workspace: &workspace)
    return values
  }
}

/// Random numbers from N(0, 1).
func gaussians(_ count: Int, seed: UInt64) -> [Double] {
  var stream = RandomStream(seed: seed)
  return (0..<count).map { _ in stream.gaussian() }
}

/// The sum of the products of two lists.
func inner(_ left: [Double], _ right: [Double]) -> Double {
  zip(left, right).reduce(0) { $0 + $1.0 * $1.1 }
}
