import GRPO

/// The dithered rewards of a group given as counts on (reward, noise value) pairs: deviations from
/// their mean, with rewards and noise kept apart so that neither drowns in the other's rounding.
struct PairGroup {
  private let pairs: DitheredLevels
  /// The pair that stands for the first one held: the zero of what follows.
  private let anchor: Int
  private let reward: Double
  private let noise: Double
  /// `norm(x - xbar)`; exactly 0 where all dithered rewards are equal.
  let norm: Double

  /// - Precondition: the group is not empty.
  init(_ pairs: DitheredLevels, counts: [Int]) {
    let held = counts.firstIndex { $0 > 0 }!
    let kind = pairs.representatives[held]
    var (size, isSilent, reward, noise) = (0, true, 0.0, 0.0)
    for i in counts.indices where counts[i] > 0 {
      size += counts[i]
      // By representatives: as numbers equal sums may differ in their last place.
      isSilent = isSilent && pairs.representatives[i] == kind
      let place = pairs.representatives[i]
      reward += Double(counts[i]) * (pairs.rewards[place] - pairs.rewards[kind])
      noise += Double(counts[i]) * (pairs.noises[place] - pairs.noises[kind])
    }
    self.pairs = pairs
    self.anchor = kind
    self.reward = reward / Double(size)
    self.noise = noise / Double(size)
    var square = 0.0
    if !isSilent {
      for i in counts.indices where counts[i] > 0 {
        let d = Self.deviation(pairs, i, from: kind, self.reward, self.noise)
        square += Double(counts[i]) * d * d
      }
    }
    norm = square.squareRoot()
  }

  /// What mean-normalized advantages of the group divide by.
  func meanDivisor(_ estimator: AdvantageEstimator, _ counts: [Int]) -> Double {
    var (sum, total, count) = (0.0, 0.0, 0)
    for i in counts.indices where counts[i] > 0 {
      let place = pairs.representatives[i]
      let value = pairs.rewards[place] + pairs.noises[place]
      sum += Double(counts[i]) * value
      total += Double(counts[i]) * abs(value)
      count += counts[i]
    }
    return estimator.meanDivisor(sum: sum, size: total, count: count)
  }

  /// The mean of the dithered rewards themselves.
  func plainMean(_ counts: [Int]) -> Double {
    var (sum, count) = (0.0, 0)
    for i in counts.indices where counts[i] > 0 {
      let place = pairs.representatives[i]
      sum += Double(counts[i]) * (pairs.rewards[place] + pairs.noises[place])
      count += counts[i]
    }
    return sum / Double(count)
  }

  /// Of a pair, held or not, from the mean of the group.
  func deviation(_ pair: Int) -> Double {
    Self.deviation(pairs, pair, from: anchor, reward, noise)
  }

  /// How far a held pair is ahead of all others, 0 where it is not, or not alone.
  func lead(_ pair: Int, _ counts: [Int]) -> Double {
    let place = pairs.representatives[pair]
    var (held, least) = (0, Double.infinity)
    for i in counts.indices where counts[i] > 0 {
      let other = pairs.representatives[i]
      if other == place {
        held += counts[i]
        continue
      }
      least = min(
        least,
        (pairs.rewards[place] - pairs.rewards[other]) + (pairs.noises[place] - pairs.noises[other]))
    }
    return held == 1 && least > 0 && least < .infinity ? least : 0
  }

  private static func deviation(
    _ pairs: DitheredLevels, _ pair: Int, from anchor: Int, _ reward: Double, _ noise: Double
  ) -> Double {
    let place = pairs.representatives[pair]
    return (pairs.rewards[place] - pairs.rewards[anchor] - reward)
      + (pairs.noises[place] - pairs.noises[anchor] - noise)
  }
}
