import Analysis
import GRPO
import Policies

/// How much of the gradient of a batch is dither, given the completions that were drawn.
///
/// ```
/// g = E[g given r] + n,    share = E norm(n)^2 / (E norm(n)^2 + norm(E[g given r])^2)
/// ```
///
/// Of groups of unequal weights both are weighted sums.
///
/// With `S_l` the summed scores and `Q_l` the summed squared scores of the completions on level l, one
/// group of G has
///
/// ```
/// G^2 E norm(n)^2 = sum_l Var_l Q_l + sum_lm Cov_lm (S_l . S_m - [l = m] Q_l)
/// ```
///
/// with the exact moments of the advantages (`GroupLaw`); groups are independent. A loss that divides each
/// completion by its length has scores over lengths in place of scores; another divisor of the whole batch
/// leaves the share.
struct NoiseShare<P: PromptedPolicy> {
  /// More distinct rewards than this are not followed.
  private static var levelLimit: Int { 16 }

  private let levels: [Double]
  private let levelOfReward: [Double: Int]
  private var law: GroupLaw
  private var workspace: P.Workspace
  private let isSequenceMean: Bool
  /// 1, or 1 over the length of the completion.
  private var tokenWeights: [Double]
  private var score: [Double]
  private var mean: [Double]
  /// `S_l`, one row for each level.
  private var sums: [Double]
  private var squares: [Double]
  private var counts: [Int]

  /// Nil where no law is known.
  init?(
    _ policy: P, batch: Batch, levels: [Double], setting: Setting,
    lossAggregation: LossAggregation = .sum
  ) {
    guard levels.count <= Self.levelLimit, let law = GroupLaw(levels: levels, setting: setting)
    else { return nil }
    self.levels = levels
    levelOfReward = Dictionary(uniqueKeysWithValues: levels.enumerated().map { ($1, $0) })
    self.law = law
    workspace = policy.makeWorkspace()
    isSequenceMean = lossAggregation == .sequenceMean
    tokenWeights = Array(repeating: 1, count: batch.tokens.count)
    score = Array(repeating: 0, count: policy.parameterCount)
    mean = score
    sums = Array(repeating: 0, count: levels.count * policy.parameterCount)
    squares = Array(repeating: 0, count: levels.count)
    counts = Array(repeating: 0, count: levels.count)
  }

  /// The share for the batch, drawn by this policy; nil where no group is kept or the law fails.
  mutating func share(_ policy: P, batch: Batch) -> Double? {
    var noise = 0.0
    for i in mean.indices { mean[i] = 0 }
    for group in 0..<batch.groupCount where batch.isKept[group] {
      // Only these parameters answer to the prompt.
      let block = policy.parameters(ofPrompt: batch.prompts[group])
      gather(policy, batch: batch, group: group, block)
      guard (try? law.hold(counts: counts)) != nil else { return nil }
      let weight = batch.weights[group]
      // Groups are independent: variances add, each with the square of its weight.
      noise += weight * weight * energy(block)
      for l in levels.indices where counts[l] > 0 {
        let factor = weight * law.mean(l)
        for i in block { mean[i] += factor * sums[l * mean.count + i] }
      }
    }
    // Neither is divided by (G times the kept weight)^2, which the share does not need.
    let signal = mean.reduce(0) { $0 + $1 * $1 }
    return noise + signal > 0 ? noise / (noise + signal) : nil
  }

  /// Sums of scores and squares by level.
  private mutating func gather(_ policy: P, batch: Batch, group: Int, _ block: Range<Int>) {
    for l in levels.indices {
      for i in block { sums[l * score.count + i] = 0 }
      (squares[l], counts[l]) = (0, 0)
    }
    for slot in batch.slots(group) {
      for i in block { score[i] = 0 }
      if isSequenceMean {
        let weight = 1 / Double(batch.tokenCounts[slot])
        for t in slot * batch.length..<(slot + 1) * batch.length { tokenWeights[t] = weight }
      }
      policy.accumulateScore(
        prompt: batch.prompts[group], slots: slot..<slot + 1, tokens: batch.tokens,
        tokenWeights: tokenWeights, into: &score, workspace: &workspace)
      let level = levelOfReward[batch.rewards[slot]]!
      counts[level] += 1
      for i in block {
        sums[level * score.count + i] += score[i]
        squares[level] += score[i] * score[i]
      }
    }
  }

  /// `G^2 E norm(n)^2` of the group held.
  private func energy(_ block: Range<Int>) -> Double {
    var total = 0.0
    for l in levels.indices where counts[l] > 0 {
      // S_l . S_l holds each completion with itself, at the covariance: it is put right here.
      total += (law.variance(l) - law.covariance(l, l)) * squares[l]
      for m in levels.indices where counts[m] > 0 {
        total += law.covariance(l, m) * product(l, m, block)
      }
    }
    return max(0, total)
  }

  /// `S_l . S_m`.
  private func product(_ l: Int, _ m: Int, _ block: Range<Int>) -> Double {
    var sum = 0.0
    for i in block { sum += sums[l * score.count + i] * sums[m * score.count + i] }
    return sum
  }
}
