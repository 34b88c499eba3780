import Logs

extension RolloutStep {
  /// One row for each completion, the last of those that a completion of several turns has: its reward is that of
  /// the episode.
  ///
  /// - Parameter unequal: goes up by the completions whose rows are not of one reward.
  func oneRowEach(_ unequal: inout Int) -> RolloutStep {
    guard let samples, let keys = groups ?? prompts else { return self }
    var last: [SampleKey: Int] = [:]
    for row in 0..<count { last[SampleKey(group: keys[row], sample: samples[row])] = row }
    guard last.count < count else { return self }
    unequal +=
      Set(
        (0..<count).compactMap { row -> SampleKey? in
          let key = SampleKey(group: keys[row], sample: samples[row])
          return columns.allSatisfy { $0[row].bitPattern == $0[last[key]!].bitPattern } ? nil : key
        }
      ).count
    let kept = (0..<count).filter {
      last[SampleKey(group: keys[$0], sample: samples[$0])] == $0
    }
    func rows<Value>(_ list: [Value]?) -> [Value]? { list.map { list in kept.map { list[$0] } } }
    return RolloutStep(
      step: step, count: kept.count, groups: rows(groups), samples: nil, prompts: rows(prompts),
      completions: rows(completions), lengths: rows(lengths),
      columns: columns.map { column in kept.map { column[$0] } }, advantages: rows(advantages),
      file: files.map { $0[kept[0]] } ?? file, files: rows(files), lines: kept.map { lines[$0] })
  }

  private struct SampleKey: Hashable {
    let group, sample: UInt64
  }
}
