import GRPO
import Policies
import RealModule

/// The gradient of the surrogate objective of a batch, with the buffers it needs.
struct Ascent<P: PromptedPolicy>: Sendable {
  let surrogate: Surrogate
  let completionCount: Int
  let vocabulary: Int
  var workspace: P.Workspace
  var gradient: [Double]
  var increment: [Double]
  /// Tokens that a clip stopped, over the inner steps of one batch.
  var clippedTokens = 0
  private var tokenWeights: [Double]
  private var logProbabilities: [Double]
  private var weights: TokenWeights
  private var current: [Double]
  private var old: [Double]
  private var reference: [Double]

  init(_ policy: P, batch: Batch, update: Update) {
    surrogate = update.surrogate
    completionCount = policy.completionCount
    vocabulary = policy.vocabulary
    workspace = policy.makeWorkspace()
    gradient = Array(repeating: 0, count: policy.parameterCount)
    increment = gradient
    tokenWeights = Array(repeating: 0, count: batch.tokens.count)
    logProbabilities = tokenWeights
    weights = TokenWeights(tokenCount: batch.length)
    current = Array(repeating: 0, count: batch.length)
    old = current
    reference = current
  }

  /// Writes the gradient: the mean over the completions of the groups that are kept, each with the
  /// weight of its group; of a token mean over their tokens.
  ///
  /// - Parameter isOnPolicy: true when `policy` is the one that sampled, so that every ratio is 1.
  mutating func fillGradient(_ policy: P, batch: Batch, isOnPolicy: Bool) {
    for i in gradient.indices { gradient[i] = 0 }
    let whole =
      surrogate.lossAggregation == .tokenMean
      ? 1 / batch.keptTokens(weighted: true)
      : 1 / (batch.keptWeight * Double(batch.groupSize))
    // All ratios are 1, inside of any clip: the derivative of each token is the advantage.
    let isPlain = isOnPolicy && surrogate.klCoefficient == 0
    for group in 0..<batch.groupCount where batch.isKept[group] {
      let share = whole * batch.weights[group]
      if isPlain {
        weighPlainly(batch, group: group, share: share)
      } else {
        weigh(policy, batch: batch, group: group, share: share)
      }
      policy.accumulateScore(
        prompt: batch.prompts[group], slots: batch.slots(group), tokens: batch.tokens,
        tokenWeights: tokenWeights, into: &gradient, workspace: &workspace)
    }
  }

  /// On policy without penalty the weight of each token is the advantage.
  private mutating func weighPlainly(_ batch: Batch, group: Int, share: Double) {
    for slot in batch.slots(group) {
      var weight = share * batch.advantages[slot]
      if surrogate.lossAggregation == .sequenceMean { weight /= Double(batch.tokenCounts[slot]) }
      for t in slot * batch.length..<(slot + 1) * batch.length { tokenWeights[t] = weight }
    }
  }

  private mutating func weigh(_ policy: P, batch: Batch, group: Int, share: Double) {
    policy.logProbabilities(
      prompt: batch.prompts[group], slots: batch.slots(group), tokens: batch.tokens,
      into: &logProbabilities, workspace: &workspace)
    for slot in batch.slots(group) {
      let start = slot * batch.length
      for t in current.indices {
        current[t] = logProbabilities[start + t]
        old[t] = batch.oldLogProbabilities[start + t]
        reference[t] = batch.referenceLogProbabilities[start + t]
      }
      surrogate.fill(
        &weights, logProbabilities: current, oldLogProbabilities: old,
        referenceLogProbabilities: reference, tokenCount: batch.tokenCounts[slot])
      let advantage = batch.advantages[slot]
      for t in current.indices {
        tokenWeights[start + t] = share * weights.derivative(at: t, advantage: advantage)
        let isClipped =
          t < batch.tokenCounts[slot]
          && (advantage > 0 && weights.positive[t] == 0
            || advantage < 0 && weights.negative[t] == 0)
        if isClipped { clippedTokens += 1 }
      }
    }
  }

  /// Euclidean norm of the gradient.
  var norm: Double {
    var sum = 0.0
    for slope in gradient { sum += slope * slope }
    return .sqrt(sum)
  }
}

extension Trainer {
  /// The inner steps on the batch just drawn.
  mutating func ascend() {
    let kept = batch.keptCount
    observation.usedShare = Double(kept) / Double(batch.groupCount)
    observation.meanReward = meanReward(kept)
    observation.gradientNorm = 0
    observation.clipShare = 0
    ascent.clippedTokens = 0
    // Without a group the mean is 0 / 0; after a divergence nothing moves any more.
    guard kept > 0, !observation.hasDiverged else { return }
    if ascent.surrogate.klCoefficient > 0 { fillReference() }
    let inner = recipe.update.innerSteps
    for number in 0..<inner {
      // The first step has the policy that sampled; the second no longer.
      ascent.fillGradient(policy, batch: batch, isOnPolicy: number == 0)
      let norm = ascent.norm
      if number == 0 { observation.gradientNorm = norm }
      guard move(norm: norm) else { break }
    }
    observation.clipShare =
      Double(ascent.clippedTokens) / (Double(inner) * batch.keptTokens(weighted: false))
  }

  private func meanReward(_ kept: Int) -> Double {
    var sum = 0.0
    for group in 0..<batch.groupCount where batch.isKept[group] {
      for slot in batch.slots(group) { sum += batch.rewards[slot] }
    }
    return sum / Double(kept * batch.groupSize)
  }

  private mutating func fillReference() {
    for group in 0..<batch.groupCount where batch.isKept[group] {
      task.policy.logProbabilities(
        prompt: batch.prompts[group], slots: batch.slots(group), tokens: batch.tokens,
        into: &batch.referenceLogProbabilities, workspace: &ascent.workspace)
    }
  }

  /// Moves the parameters; false, and no move, where that would leave the finite numbers.
  private mutating func move(norm: Double) -> Bool {
    let rate = recipe.update.learningRate.rate(at: stepsTaken, of: steps)
    // Squares of what passes, as Adam keeps them, are finite; a norm that is no number fails too.
    let limit = 1e100
    guard norm < limit else {
      observation.hasDiverged = true
      return false
    }
    optimizer.fill(
      &ascent.increment, gradient: ascent.gradient, scale: recipe.update.shortening(norm: norm),
      parameters: policy.parameters, rate: rate)
    policy.add(ascent.increment, scale: 1)
    return true
  }
}
