import GRPO
import Logs

/// One group of the first steps, written out: what the reading of a log is made from.
struct HeadGroup {
  /// Which of the first steps.
  let step: Int
  /// By column and completion.
  let columns: [[Double]]
  let advantages: [Double]?
  /// Its place in the step.
  var number = 0
  /// Its prompt; nil where it is not logged.
  var prompt: UInt64?
  /// The text of each completion, and its bytes; nil where they are not logged.
  var texts: [UInt64]?
  var lengths: [Int]?

  var size: Int { columns[0].count }

  /// The groups of the first steps that have more than one completion, all of them with numbers.
  static func all(_ steps: [RolloutStep], _ keying: GroupKeying) -> [HeadGroup] {
    steps.enumerated().flatMap { number, step in
      let index = keying.index(step)
      return (0..<index.count).compactMap { group -> HeadGroup? in
        let rows = index.places(group).map(index.row)
        guard rows.count > 1 else { return nil }
        return HeadGroup(
          step: number, columns: step.columns.map { column in rows.map { column[$0] } },
          advantages: step.advantages.map { list in rows.map { list[$0] } }, number: group,
          prompt: step.prompts.map { $0[rows[0]] },
          texts: step.completions.map { list in rows.map { list[$0] } },
          lengths: step.lengths.map { list in rows.map { list[$0] } })
      }
    }
  }

  /// Weighted sums of the columns, 0 for what was not scored; nil where a completion has no score at all.
  func totals(_ weights: [Double]) -> [Double]? {
    var sums = [Double](repeating: 0, count: size)
    for i in sums.indices {
      var isScored = false
      for (k, weight) in weights.enumerated() where weight != 0 && !columns[k][i].isNaN {
        sums[i] += weight * columns[k][i]
        isScored = true
      }
      if !isScored { return nil }
    }
    return sums
  }

  /// Deviations from the mean of the group.
  static func centred(_ values: [Double]) -> [Double] {
    let mean = values.reduce(0, +) / Double(values.count)
    return values.map { $0 - mean }
  }
}
