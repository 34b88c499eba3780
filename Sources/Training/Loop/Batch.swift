/// The completions of one step with all that is known of them, in flat buffers made once.
///
/// Group b holds slots `b G ..< (b + 1) G`; token t of slot i is element `i T + t`.
struct Batch: Sendable {
  let groupCount: Int
  let groupSize: Int
  let length: Int
  /// Prompt of each group.
  var prompts: [Int]
  /// How much each group counts in the gradient, of mean 1 over a batch that takes every prompt once.
  var weights: [Double]
  /// False for groups that were filtered out.
  var isKept: [Bool]
  var tokens: [Int]
  /// Tokens of each completion, the end token included; the places after it are padding.
  var tokenCounts: [Int]
  /// Under the policy that sampled.
  var oldLogProbabilities: [Double]
  /// Under the reference policy; read with a KL penalty only.
  var referenceLogProbabilities: [Double]
  /// Number of each completion.
  var completions: [Int]
  var rewards: [Double]
  var dithered: [Double]
  /// By component, then slot; empty for rewards without parts.
  var componentRewards: [[Double]]
  var componentDithered: [[Double]]
  /// Whether a group is silent where all components are, or where their sums are.
  let comparesComponents: Bool
  var advantages: [Double]
  /// Noise on the advantages, which they do not hold before the end.
  var advantageNoise: [Double]

  /// - Parameter components: of a reward; 0 for rewards without parts.
  init(
    groupCount: Int, groupSize: Int, length: Int, components: Int = 0,
    comparesComponents: Bool = false
  ) {
    self.groupCount = groupCount
    self.groupSize = groupSize
    self.length = length
    let slots = groupCount * groupSize
    prompts = Array(repeating: 0, count: groupCount)
    weights = Array(repeating: 1, count: groupCount)
    isKept = Array(repeating: true, count: groupCount)
    tokens = Array(repeating: 0, count: slots * length)
    tokenCounts = Array(repeating: length, count: slots)
    oldLogProbabilities = Array(repeating: 0, count: slots * length)
    referenceLogProbabilities = oldLogProbabilities
    completions = Array(repeating: 0, count: slots)
    rewards = Array(repeating: 0, count: slots)
    dithered = rewards
    advantages = rewards
    advantageNoise = rewards
    componentRewards = Array(repeating: rewards, count: components)
    componentDithered = componentRewards
    self.comparesComponents = comparesComponents
  }

  /// The slots of a group.
  func slots(_ group: Int) -> Range<Int> { group * groupSize..<(group + 1) * groupSize }

  /// Groups that were not filtered out.
  var keptCount: Int {
    var count = 0
    for kept in isKept where kept { count += 1 }
    return count
  }

  /// Summed weights of the groups that were not filtered out.
  var keptWeight: Double {
    var sum = 0.0
    for group in 0..<groupCount where isKept[group] { sum += weights[group] }
    return sum
  }

  /// Tokens of the groups that were not filtered out, each group by its weight or once.
  func keptTokens(weighted: Bool) -> Double {
    var sum = 0.0
    for group in 0..<groupCount where isKept[group] {
      var tokens = 0
      for slot in slots(group) { tokens += tokenCounts[slot] }
      sum += (weighted ? weights[group] : 1) * Double(tokens)
    }
    return sum
  }

  /// Whether the rewards of a group are all equal, before the dither.
  func isSilentRaw(_ group: Int) -> Bool {
    guard comparesComponents else { return isConstant(rewards, slots(group)) }
    return componentRewards.allSatisfy { isConstant($0, slots(group)) }
  }

  /// Whether the rewards of a group are all equal, after the dither.
  func isSilentDithered(_ group: Int) -> Bool {
    guard comparesComponents else { return isConstant(dithered, slots(group)) }
    return componentDithered.allSatisfy { isConstant($0, slots(group)) }
  }

  private func isConstant(_ values: [Double], _ range: Range<Int>) -> Bool {
    let first = values[range.lowerBound]
    for slot in range where values[slot] != first { return false }
    return true
  }
}
