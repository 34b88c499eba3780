/// What the rewards and the advantages of one group come to, wherever it stands.
struct GroupNumbers {
  /// Sum of the rewards without noise, and of the squares of their deviations.
  let rewardSum: Double
  let square: Double
  /// Whether all rewards are the same.
  let isSilent: Bool
  /// Sum of the squares of the logged advantages that are numbers, and the largest of them.
  let energy: Double
  let largest: Double
  /// Its place among ``GroupKinds``; nil where rewards are no levels.
  var kind: Int?
  /// With the formula that was found; nil where there is none of one group alone.
  var comparison: AdvantageComparison?

  init(_ rewards: UnsafeBufferPointer<Double>, logged: UnsafeBufferPointer<Double>) {
    var (low, high, sum) = (rewards[0], rewards[0], 0.0)
    for reward in rewards {
      low = min(low, reward)
      high = max(high, reward)
      sum += reward
    }
    isSilent = high - low <= SinglePrecisionLimit.silence(max(abs(low), abs(high)))
    rewardSum = sum
    let mean = sum / Double(rewards.count)
    var square = 0.0
    if !isSilent { for reward in rewards { square += (reward - mean) * (reward - mean) } }
    self.square = square
    var (energy, largest) = (0.0, 0.0)
    for advantage in logged where advantage.isFinite {
      energy += advantage * advantage
      largest = max(largest, abs(advantage))
    }
    (self.energy, self.largest) = (energy, largest)
  }
}
