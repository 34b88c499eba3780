public import GSL
import RealModule

extension PromptedPolicy {
  /// The law of one prompt's completions as a `Policy`, by enumeration.
  ///
  /// Exact values, gradients and laws are then those of any other policy; the parameters are all
  /// of this policy's, shared ones included.
  ///
  /// - Throws: `PolicyError` when there are more than `SequencePolicy.outcomeLimit` completions.
  public func prompt(_ prompt: Int) throws(PolicyError) -> PromptView<Self> {
    try PromptView(self, prompt: prompt)
  }
}

/// One prompt of a policy over many, seen as a policy with enumerated outcomes.
///
/// The conditional log-probabilities of all prefixes are tabulated, V + V^2 + ... + V^T numbers,
/// once for each assignment of `logits`: draws and log-probabilities are look-ups. Scores go through
/// the policy's own backward pass and allocate a workspace.
///
/// The Hessian of a log-probability is a central difference of scores, with an error of about 1e-9
/// for parameters of order 1; everything else is exact up to rounding.
public struct PromptView<Base: PromptedPolicy>: Policy {
  /// The policy over all prompts.
  public private(set) var base: Base
  /// The prompt whose completions are looked at.
  public let prompt: Int
  /// Conditional log-probabilities by depth: the token `prefix % V` after the prefix `prefix / V`.
  private var tables: [[Double]] = []
  private var outcomeProbabilities: [Double] = []

  /// The view of one prompt.
  ///
  /// - Throws: `PolicyError` when there are more than `SequencePolicy.outcomeLimit` completions.
  public init(_ base: Base, prompt: Int) throws(PolicyError) {
    precondition(0..<base.promptCount ~= prompt, "no such prompt")
    guard base.isEnumerable else {
      let count = Double.pow(Double(base.vocabulary), base.length)
      throw .tooManyOutcomes(
        vocabulary: base.vocabulary, length: base.length, count: count,
        limit: SequencePolicy.outcomeLimit)
    }
    self.base = base
    self.prompt = prompt
    tabulate()
  }

  /// The family, `"prompted"`.
  public var name: String { "prompted" }

  /// All parameters of the policy, those of other prompts included.
  public var logits: [Double] {
    get { base.parameters }
    set {
      base.update { $0 = newValue }
      tabulate()
    }
  }

  /// The number of parameters of the policy over all prompts.
  public var parameterCount: Int { base.parameterCount }
  /// The number of completions, V^T.
  public var outcomeCount: Int { outcomeProbabilities.count }
  /// The number of tokens T.
  public var length: Int { base.length }
  /// The number of different tokens V.
  public var vocabulary: Int { base.vocabulary }

  /// The digits of the outcome in base V, the most significant first.
  public func tokens(of outcome: Int) -> [Int] {
    var tokens = [Int](repeating: 0, count: length)
    base.write(completion: outcome, slot: 0, into: &tokens)
    return tokens
  }

  /// The conditional log-probability of each token; T look-ups.
  public func tokenLogProbabilities(of outcome: Int) -> [Double] {
    var prefix = outcome
    var values = [Double](repeating: 0, count: length)
    for position in (0..<length).reversed() {
      values[position] = tables[position][prefix]
      // The number of a prefix is that of the completion without its last tokens.
      prefix /= vocabulary
    }
    return values
  }

  /// The log-probability of the completion; T look-ups.
  public func logProbability(of outcome: Int) -> Double {
    var prefix = outcome
    var sum = 0.0
    for position in (0..<length).reversed() {
      sum += tables[position][prefix]
      prefix /= vocabulary
    }
    return sum
  }

  /// The probability of each completion.
  public func probabilities() -> [Double] { outcomeProbabilities }

  /// Adds the token-weighted score by the policy's backward pass; allocates a workspace.
  public func accumulateScore(
    of outcome: Int, tokenWeights: [Double], into gradient: inout [Double]
  ) {
    var workspace = base.makeWorkspace()
    base.accumulateScore(
      prompt: prompt, slots: 0..<1, tokens: tokens(of: outcome), tokenWeights: tokenWeights,
      into: &gradient, workspace: &workspace)
  }

  /// The entries of the token-weighted score that are not 0, in the order of the parameters.
  public func sparseScore(
    of outcome: Int, tokenWeights: [Double]
  ) -> [(index: Int, value: Double)] {
    var dense = [Double](repeating: 0, count: parameterCount)
    accumulateScore(of: outcome, tokenWeights: tokenWeights, into: &dense)
    return dense.indices.filter { dense[$0] != 0 }.map { (index: $0, value: dense[$0]) }
  }

  /// Adds a central difference of scores, symmetrised; 2 P backward passes.
  public func accumulateLogProbabilityHessian(
    of outcome: Int, weight: Double, into matrix: inout [[Double]]
  ) {
    // The cube root of 2^-52: the rounding of a score over the step is then of the size of what
    // the difference quotient leaves out, which goes with the square of the step.
    let step = 6e-6
    let tokens = tokens(of: outcome)
    var moved = base
    for row in 0..<parameterCount {
      let centre = base.parameters[row]
      moved.update { $0[row] = centre + step }
      let above = score(moved, of: tokens)
      moved.update { $0[row] = centre - step }
      let below = score(moved, of: tokens)
      // The number itself, not the step taken back, which would round.
      moved.update { $0[row] = centre }
      for column in above.indices {
        // Half of the quotient over 2 steps, for it is added at both places, on the diagonal twice.
        let half = weight * (above[column] - below[column]) / (4 * step)
        matrix[row][column] += half
        matrix[column][row] += half
      }
    }
  }

  /// Draws the tokens one after the other, each from one uniform number; O(T V) look-ups.
  public func sample(using stream: inout RandomStream) -> Int {
    var prefix = 0
    for table in tables {
      prefix = prefix * vocabulary + sampleToken(after: prefix, from: table, using: &stream)
    }
    return prefix
  }
}

extension PromptView {
  private mutating func tabulate() {
    let count = base.completionCount
    var workspace = base.makeWorkspace()
    outcomeProbabilities = [Double](repeating: 0, count: count)
    base.probabilities(prompt: prompt, into: &outcomeProbabilities, workspace: &workspace)
    var tokens = [Int](repeating: 0, count: count * length)
    for outcome in 0..<count { base.write(completion: outcome, slot: outcome, into: &tokens) }
    var values = [Double](repeating: 0, count: count * length)
    base.logProbabilities(
      prompt: prompt, slots: 0..<count, tokens: tokens, into: &values, workspace: &workspace)
    var spacing = count
    tables = (0..<length).map { position in
      // Completions of one prefix are that many in a row and agree so far: the first tells for all.
      spacing /= vocabulary
      return stride(from: 0, to: count, by: spacing).map { values[$0 * length + position] }
    }
  }

  /// Inversion; a remainder left by rounding goes to the last token that is possible.
  private func sampleToken(
    after prefix: Int, from table: [Double], using stream: inout RandomStream
  ) -> Int {
    var remaining = stream.uniform()
    var last = 0
    for token in 0..<vocabulary {
      let probability = Double.exp(table[prefix * vocabulary + token])
      remaining -= probability
      if remaining < 0 { return token }
      if probability > 0 { last = token }
    }
    return last
  }

  /// The score of a completion under other parameters.
  private func score(_ policy: Base, of tokens: [Int]) -> [Double] {
    var workspace = policy.makeWorkspace()
    var score = [Double](repeating: 0, count: parameterCount)
    policy.accumulateScore(
      prompt: prompt, slots: 0..<1, tokens: tokens,
      tokenWeights: [Double](repeating: 1, count: length), into: &score, workspace: &workspace)
    return score
  }
}
