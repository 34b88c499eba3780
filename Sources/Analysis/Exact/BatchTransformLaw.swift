import GRPO

/// Batch-standardized advantages under noise that is not Gaussian.
///
/// With `y` the deviations of the batch's N rewards from their mean over their deviation
/// (`DividedDeviations` of the whole batch), the advantages of a group are those of its own less their
/// mean, `A_i = y_i - ybar`. Given what the batch holds on each level, `E y_i` and `E y_i y_j` depend on
/// levels only; what is left is an average over what the other groups may hold.
struct BatchTransformLaw: ConditionalLaw {
  let context: BatchContext
  let groupSize: Int
  private let deviations: DividedDeviations

  /// - Parameter setting: in the units of the context.
  init(noise: TiltedNoise, setting: Setting, context: BatchContext) {
    self.context = context
    groupSize = setting.groupSize
    deviations = DividedDeviations(
      levels: context.pairs.rewards, noise: noise, setting: setting,
      size: setting.groupSize * setting.batchGroups)
  }

  /// Groups and contents that come to the same batch share a transform: as many are worked out as
  /// there are batches, and no more than contents for each group.
  var cost: Double {
    let levelCount = deviations.levels.count
    let kinds = { (size: Int) in
      Compositions(
        groupSize: size, probabilities: Array(repeating: 1 / Double(levelCount), count: levelCount)
      ).count
    }
    let batches = kinds(groupSize * context.groups) / kinds(groupSize)
    return min(batches, Double(context.count)) * deviations.cost + Double(context.count)
  }

  func fill(_ moments: inout ConditionalMoments, counts: [Int]) throws {
    moments.clear()
    for other in context.contents {
      var batch = other.counts
      for l in counts.indices { batch[context.places[l]] += counts[l] }
      try add(deviations(batch), batch, counts, other.probability, to: &moments)
    }
  }

  /// Moments of y less its mean over the group.
  private func add(
    _ value: TransformMoments, _ batch: [Int], _ counts: [Int], _ weight: Double,
    to moments: inout ConditionalMoments
  ) throws {
    // Positions among the levels that the batch holds.
    var position = [Int](repeating: 0, count: batch.count)
    var held = 0
    for l in batch.indices where batch[l] > 0 {
      position[l] = held
      held += 1
    }
    let own = counts.indices.filter { counts[$0] > 0 }
    let place = own.map { position[context.places[$0]] }
    let share = own.map { Double(counts[$0]) / Double(groupSize) }
    var mean = 0.0
    // E y_i ybar for each level, and E ybar^2.
    var withMean = own.map { _ in 0.0 }
    var square = 0.0
    for a in own.indices {
      mean += share[a] * value.first[place[a]]
      for b in own.indices { withMean[a] += share[b] * value.product(place[a], place[b]) }
      // Of the G partners of y_i one is itself.
      withMean[a] += value.own[place[a]] / Double(groupSize)
      // ybar is a mean of y_i: its square is the mean of y_i ybar.
      square += share[a] * withMean[a]
    }
    for (a, l) in own.enumerated() {
      // A silent group's advantages are noise alone: their mean is 0, not a rounded difference.
      moments.first[l] += own.count == 1 ? 0 : weight * (value.first[place[a]] - mean)
      let diagonal = value.product(place[a], place[a]) + value.own[place[a]]
      moments.diagonal[l] += weight * (diagonal - 2 * withMean[a] + square)
      for (b, m) in own.enumerated() {
        moments.cross[moments.crossIndex(0, l, 0, m)] +=
          weight * (value.product(place[a], place[b]) - withMean[a] - withMean[b] + square)
      }
    }
  }
}
