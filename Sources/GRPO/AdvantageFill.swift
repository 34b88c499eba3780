import RealModule

extension AdvantageEstimator {
  /// Writes the advantages of one group, without allocating.
  ///
  /// The cost is linear in the group size.
  ///
  /// - Parameters:
  ///   - advantages: as many elements as `rewards`, all overwritten.
  ///   - rewards: the rewards of the group, finite; at least ``AdvantageKind/minimumGroupSize``.
  ///   - batch: the sums over all rewards of the batch, this group included; needed by
  ///     ``AdvantageKind/batchStandardized`` and read by it only. Its squares must be numbers: rewards
  ///     less than 1e150 apart.
  public func fill(_ advantages: inout [Double], rewards: [Double], batch: RewardSums? = nil) {
    rewards.withUnsafeBufferPointer { rewards in
      advantages.withUnsafeMutableBufferPointer { fill($0, rewards: rewards, batch: batch) }
    }
  }

  /// The same between places in memory that do not overlap.
  package func fill(
    _ advantages: UnsafeMutableBufferPointer<Double>, rewards: UnsafeBufferPointer<Double>,
    batch: RewardSums? = nil
  ) {
    precondition(advantages.count == rewards.count, "one advantage per reward")
    precondition(rewards.count >= kind.minimumGroupSize, "the group is too small for \(kind)")
    if isOffScale(rewards) {
      fillRescaled(advantages, rewards, batch)
      return weigh(advantages, rewards)
    }
    let groupSize = Double(rewards.count)
    switch kind {
    case .reinforce:
      for index in rewards.indices { advantages[index] = rewards[index] }
    case .mean:
      _ = centre(advantages, rewards)
    case .leaveOneOut:
      _ = centre(advantages, rewards)
      scale(advantages, by: groupSize / (groupSize - 1))
    case .standardized:
      let sumOfSquares = centre(advantages, rewards)
      divide(advantages, by: divisor(.sqrt(sumOfSquares / (groupSize - Double(ddof)))))
    case .batchStandardized:
      guard let batch else { preconditionFailure("batch-standardized needs the batch sums") }
      _ = centre(advantages, rewards)
      divide(advantages, by: divisor(batch.standardDeviation(ddof: ddof)))
    case .leaveOneOutStandardized:
      standardizeByOthers(advantages, rewards)
    case .meanNormalized:
      _ = centre(advantages, rewards)
      divide(advantages, by: meanDivisor(rewards))
    case .bestOnly:
      let sumOfSquares = centre(advantages, rewards)
      keepLead(advantages, rewards)
      divide(advantages, by: divisor(.sqrt(sumOfSquares / (groupSize - Double(ddof)))))
    }
    if let clamp { bound(advantages, by: clamp) }
    weigh(advantages, rewards)
  }

  /// Multiplies all advantages by the weight of the group.
  private func weigh(
    _ advantages: UnsafeMutableBufferPointer<Double>, _ rewards: UnsafeBufferPointer<Double>
  ) {
    guard focal > 0 else { return }
    var sum = 0.0
    for reward in rewards { sum += reward }
    scale(advantages, by: weight(mean: sum / Double(rewards.count)))
  }

  /// Writes `r_i - mean` and returns the sum of its squares; both are exactly 0 for equal rewards.
  private func centre(
    _ deviations: UnsafeMutableBufferPointer<Double>, _ rewards: UnsafeBufferPointer<Double>
  ) -> Double {
    var lowest = rewards[0]
    for reward in rewards where reward < lowest { lowest = reward }
    var sum = 0.0
    for index in rewards.indices {
      deviations[index] = rewards[index] - lowest
      sum += deviations[index]
    }
    let mean = sum / Double(rewards.count)
    var sumOfSquares = 0.0
    for index in rewards.indices {
      deviations[index] -= mean
      sumOfSquares += deviations[index] * deviations[index]
    }
    precondition(sumOfSquares.isFinite, "rewards must be finite")
    return sumOfSquares
  }

  /// Whether squares of differences of the rewards could overflow or underflow.
  private func isOffScale(_ rewards: UnsafeBufferPointer<Double>) -> Bool {
    guard kind != .reinforce else { return false }
    var (lowest, highest) = (rewards[0], rewards[0])
    for reward in rewards {
      lowest = min(lowest, reward)
      highest = max(highest, reward)
    }
    let spread = highest - lowest
    // Squares up to 2^980 leave room for sums of 2^40 of them; 2^-980 is no subnormal.
    return spread > 0x1p490 || (spread > 0 && spread < 0x1p-490)
  }

  /// In a unit of reward that is a power of two: standardized advantages do not know it, others carry it.
  ///
  /// An advantage beyond the largest number is infinite.
  private func fillRescaled(
    _ advantages: UnsafeMutableBufferPointer<Double>, _ rewards: UnsafeBufferPointer<Double>,
    _ batch: RewardSums?
  ) {
    let (lowest, highest) = (rewards.min()!, rewards.max()!)
    precondition(lowest.isFinite && highest.isFinite, "rewards must be finite")
    let unit = powerOfTwo(spread: highest - lowest)
    // Not from the lowest: differences among the others may be far smaller.
    let scaled = rewards.map { $0 / unit }
    var other = self
    // A clamp is in units of advantage: it comes last, once the unit is out again.
    (other.stabilizer, other.clamp, other.focal) = (stabilizer / unit, nil, 0)
    switch kind {
    case .batchStandardized:
      let deviation =
        batch.map { $0.standardDeviation(ddof: ddof) / unit }
        ?? RewardSums(scaled).standardDeviation(ddof: ddof)
      other.kind = .mean
      scaled.withUnsafeBufferPointer { other.fill(advantages, rewards: $0) }
      divide(advantages, by: divisor(deviation, unit: unit))
    case .leaveOneOutStandardized:
      for i in scaled.indices {
        let others = deviation(rewards, without: i)
        let mean = (scaled.reduce(0, +) - scaled[i]) / Double(scaled.count - 1)
        let gap = scaled[i] - mean
        // Of equal others by the zero itself: in this unit a small deviation may underflow.
        let deviation = others.size * (others.unit / unit)
        advantages[i] =
          others.size > 0 ? gap / divisor(deviation, unit: unit) : gap * unit
      }
    case .standardized where denominator != .added, .bestOnly where denominator != .added:
      // Their stabilizer is in two units, or in a squared one: the divisor itself is taken to this one.
      let sumOfSquares = scaled.withUnsafeBufferPointer { centre(advantages, $0) }
      if kind == .bestOnly { scaled.withUnsafeBufferPointer { keepLead(advantages, $0) } }
      let deviation = Double.sqrt(sumOfSquares / Double(scaled.count - ddof))
      divide(advantages, by: divisor(deviation, unit: unit))
    case .reinforce, .mean, .leaveOneOut, .standardized, .meanNormalized, .bestOnly:
      scaled.withUnsafeBufferPointer { other.fill(advantages, rewards: $0) }
      if !kind.divides { scale(advantages, by: unit) }
    }
    if let clamp { bound(advantages, by: clamp) }
  }

  /// Divides by `denominator`; 0 means a silent group (or one whose squares underflow), or a mean of 0, and
  /// gives 0.
  private func divide(_ advantages: UnsafeMutableBufferPointer<Double>, by denominator: Double) {
    for index in advantages.indices {
      advantages[index] = denominator != 0 ? advantages[index] / denominator : 0
    }
  }

  /// Writes the best reward less the next best at its place, 0 elsewhere.
  private func keepLead(
    _ advantages: UnsafeMutableBufferPointer<Double>, _ rewards: UnsafeBufferPointer<Double>
  ) {
    var (best, second) = (0, 1)
    if rewards[1] > rewards[0] { swap(&best, &second) }
    for index in rewards.indices.dropFirst(2) {
      if rewards[index] > rewards[best] {
        (best, second) = (index, best)
      } else if rewards[index] > rewards[second] {
        second = index
      }
    }
    for index in advantages.indices { advantages[index] = 0 }
    advantages[best] = rewards[best] - rewards[second]
  }

  /// `m + eps`; exactly 0 where it is no more than the rounding of its sum: .1 + .2 - .3 would leave 1.4e-17, and
  /// advantages of 1e16.
  private func meanDivisor(_ rewards: UnsafeBufferPointer<Double>) -> Double {
    var (sum, size) = (0.0, 0.0)
    for reward in rewards {
      sum += reward
      size += abs(reward)
    }
    return meanDivisor(sum: sum, size: size, count: rewards.count)
  }

  /// What ``AdvantageKind/meanNormalized`` divides by.
  ///
  /// - Parameters:
  ///   - sum: of the rewards.
  ///   - size: the sum of their absolute values.
  ///   - count: how many they are.
  package func meanDivisor(sum: Double, size: Double, count: Int) -> Double {
    let count = Double(count)
    let divisor = sum / count + stabilizer
    // 2^-44: rounding of 256 terms in any order.
    return abs(divisor) <= 0x1p-44 * (size / count + stabilizer) ? 0 : divisor
  }

  private func scale(_ advantages: UnsafeMutableBufferPointer<Double>, by factor: Double) {
    for index in advantages.indices { advantages[index] *= factor }
  }

  private func bound(_ advantages: UnsafeMutableBufferPointer<Double>, by clamp: Double) {
    for index in advantages.indices {
      advantages[index] = min(max(advantages[index], -clamp), clamp)
    }
  }

  /// Uses the sum of squares of the others, `SS - G/(G-1) d_i^2`, computed afresh where that
  /// difference cancels: at most one `i` can hold nearly all of `SS`, so the cost stays linear.
  private func standardizeByOthers(
    _ advantages: UnsafeMutableBufferPointer<Double>, _ rewards: UnsafeBufferPointer<Double>
  ) {
    let total = centre(advantages, rewards)
    let groupSize = Double(rewards.count)
    for index in rewards.indices {
      let excess = advantages[index] * groupSize / (groupSize - 1)
      let others = total - excess * advantages[index]
      var deviation = Double.sqrt(others / (groupSize - 1 - Double(ddof)))
      // Above that the difference loses three digits at most.
      if others < 1e-3 * total {
        let afresh = self.deviation(rewards, without: index)
        deviation = afresh.size * afresh.unit
      }
      advantages[index] = deviation > 0 ? excess / divisor(deviation) : excess
    }
  }

  /// The standard deviation of all rewards but one, as a number of the order of one times a power of two,
  /// so that no square underflows or overflows; exactly 0 when those are equal.
  private func deviation(_ rewards: UnsafeBufferPointer<Double>, without left: Int) -> (
    size: Double, unit: Double
  ) {
    // One of the others: where they are equal every difference is exactly 0.
    let pivot = rewards[left == 0 ? 1 : 0]
    var (lowest, highest) = (pivot, pivot)
    for index in rewards.indices where index != left {
      lowest = min(lowest, rewards[index])
      highest = max(highest, rewards[index])
    }
    guard highest > lowest else { return (0, 1) }
    let unit = powerOfTwo(spread: highest - lowest)
    // Rewards so far apart that their difference overflows are brought nearer first.
    let isFar = highest - lowest == .infinity
    func difference(_ index: Int) -> Double {
      isFar ? rewards[index] / unit - pivot / unit : (rewards[index] - pivot) / unit
    }
    var sum = 0.0
    for index in rewards.indices where index != left { sum += difference(index) }
    let mean = sum / Double(rewards.count - 1)
    var sumOfSquares = 0.0
    for index in rewards.indices where index != left {
      let deviation = difference(index) - mean
      sumOfSquares += deviation * deviation
    }
    return (.sqrt(sumOfSquares / Double(rewards.count - 1 - ddof)), unit)
  }

  /// The power of two below a distance above 0; the largest one where the distance has overflowed.
  private func powerOfTwo(spread: Double) -> Double {
    Double(sign: .plus, exponent: spread.isFinite ? spread.exponent : 1023, significand: 1)
  }
}
