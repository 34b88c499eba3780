import GRPO
import Logs

/// The rewards of a step, weighted and summed, as logged and without noise.
struct StepRewards {
  /// By row; NaN where nothing was scored.
  let totals: [Double]
  /// The same without noise.
  let raws: [Double]
  /// Whether they differ.
  let areNoisy: Bool
  /// Whether some rows have no score.
  let hasGaps: Bool
  /// What the rewards are off their levels, where there is noise.
  private(set) var noise = StepNoise()

  init(_ step: RolloutStep, weights: [Double], raw: [RunReading.RawReward]) {
    let used = weights.indices.filter { weights[$0] != 0 }
    if used.count == 1, weights[used[0]] == 1 {
      // The column itself: nothing is copied.
      totals = step.columns[used[0]]
    } else {
      totals = Self.sum(step, used, weights) { step.columns[$0] }
    }
    hasGaps = totals.contains(where: \.isNaN)
    areNoisy = used.contains { if case .logged = raw[$0] { false } else { true } }
    guard areNoisy else {
      raws = totals
      return
    }
    let levels = used.map { Self.withoutNoise(step, $0, raw[$0]) }
    raws = Self.sum(step, used, weights) { k in levels[used.firstIndex(of: k)!] }
    for (total, raw) in zip(totals, raws) where !total.isNaN { noise.add(total - raw) }
  }

  private static func sum(
    _ step: RolloutStep, _ used: [Int], _ weights: [Double], _ column: (Int) -> [Double]
  ) -> [Double] {
    var sums = [Double](repeating: .nan, count: step.count)
    for k in used {
      let (values, weight) = (column(k), weights[k])
      for row in sums.indices where !values[row].isNaN {
        sums[row] = (sums[row].isNaN ? 0 : sums[row]) + weight * values[row]
      }
    }
    return sums
  }

  private static func withoutNoise(
    _ step: RolloutStep, _ column: Int, _ raw: RunReading.RawReward
  ) -> [Double] {
    switch raw {
    case .logged: return step.columns[column]
    case .column(let other):
      return zip(step.columns[column], step.columns[other]).map { $0.isNaN ? .nan : $1 }
    case .nearest(let levels):
      return step.columns[column].map { value in
        value.isNaN ? .nan : levels.min { abs($0 - value) < abs($1 - value) } ?? value
      }
    }
  }
}
