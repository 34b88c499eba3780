import GRPO

/// Rows of the first steps, for what only shows completion by completion: does what a column has beside its levels go
/// with the length of the completion, its place or its prompt, and does its size change from step to step?
struct HeadRows {
  let groups: [HeadGroup]
  let rows: [(group: Int, place: Int)]

  /// The reading, once the rests of the rows have been looked at: shaping in place of noise, and no family where the
  /// size of the noise changes.
  ///
  /// - Parameters:
  ///   - values: of the column, in the order of the rows.
  ///   - raw: the same without noise, where it is logged.
  func judged(_ reading: NoiseReading, _ values: [Double], raw: [Double]?) -> NoiseReading {
    switch reading {
    case .none, .addedAfterLogging, .shaping, .undecided: return reading
    case .found(let fit):
      if fit.family?.name == "rademacher", !hasOneSizeAStep(values, fit) {
        return .undecided(
          "rewards stand in pairs around \(fit.levels.count) levels, of several sizes in one step: graded rewards, or "
            + "noise of no family that is known; --levels says which rewards there are without it")
      }
      // A value nearer than that to its level has not come from another one.
      let signs = rests(
        values, levels: values.map(fit.level), limit: fit.gap.map { $0 / 4 } ?? .infinity
      ).signs()
      guard signs.isEmpty else { return .shaping(fit, signs) }
      return .found(fit.unnamed(isSchedule(values, levels: values.map(fit.level))))
    case .logged(let column, let fit):
      let raw = raw ?? values
      let signs = rests(values, levels: raw, limit: .infinity).signs()
      guard signs.isEmpty else { return .shaping(fit, signs) }
      return .logged(column: column, fit.unnamed(isSchedule(values, levels: raw)))
    }
  }

  private func rests(_ values: [Double], levels: [Double], limit: Double) -> RewardRests {
    let numbers = Dictionary(
      uniqueKeysWithValues: Set(levels).sorted().enumerated().map { ($1, $0) })
    var seen: Set<Duplicate> = []
    let kept = rows.indices.compactMap { place -> RewardRests.Row? in
      let (group, i) = (groups[rows[place].group], rows[place].place)
      let rest = values[place] - levels[place]
      guard abs(rest) <= limit else { return nil }
      // Where equal texts have equal noise, as noise seeded by the text has, they are one draw.
      if let text = group.texts?[i],
        !seen.insert(Duplicate(text: text, prompt: group.prompt, rest: rest)).inserted
      {
        return nil
      }
      return RewardRests.Row(
        rest: rest, level: numbers[levels[place]]!, length: group.lengths?[i], place: i,
        group: group.number, label: group.prompt ?? UInt64(rows[place].group))
    }
    return RewardRests(rows: kept, hasPrompts: groups.allSatisfy { $0.prompt != nil })
  }

  private struct Duplicate: Hashable {
    let text: UInt64
    let prompt: UInt64?
    let rest: Double
  }

  /// Noise of two values has one size at a time; what has several is a grade, or another noise.
  private func hasOneSizeAStep(_ values: [Double], _ fit: NoiseFit) -> Bool {
    var sizes: [Int: Double] = [:]
    return rows.indices.allSatisfy { place in
      let size = abs(values[place] - fit.level(of: values[place]))
      let first = sizes[groups[rows[place].group].step, default: size]
      sizes[groups[rows[place].group].step] = first
      return abs(size - first) <= 1e-6 * max(size, first)
    }
  }

  private func isSchedule(_ values: [Double], levels: [Double]) -> Bool {
    var steps: [StepNoise] = []
    var step: Int?
    for place in rows.indices {
      let own = groups[rows[place].group].step
      if own != step { steps.append(StepNoise()) }
      step = own
      steps[steps.count - 1].add(values[place] - levels[place])
    }
    return SigmaSchedule.pValue(steps).map { $0 < SigmaSchedule.level } ?? false
  }
}

extension NoiseFit {
  /// Without a family: sizes that change mix laws, whose family is none.
  fileprivate func unnamed(_ isChanging: Bool) -> NoiseFit {
    isChanging
      ? NoiseFit(levels: levels, sigma: sigma, interval: interval, family: nil, count: count) : self
  }
}
