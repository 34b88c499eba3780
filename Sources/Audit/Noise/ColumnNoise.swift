import Logs

extension NoiseReading {
  /// Most values of a column that are looked at.
  private static let mostValues = 20_000

  /// What the first steps show about a reward column.
  ///
  /// - Parameters:
  ///   - column: the reward column.
  ///   - groups: of the first steps.
  ///   - names: of the candidate columns; another may hold the reward without noise.
  ///   - levels: of the rewards, where they are known.
  static func of(
    _ column: Int, in groups: [HeadGroup], names: [String], levels: [Double]?
  ) -> NoiseReading {
    let count = groups.reduce(0) { $0 + $1.columns[column].count { !$0.isNaN } }
    // Evenly spread, so that late steps count too.
    let stride = max(1, count / mostValues)
    var (seen, kept) = (0, [(group: Int, place: Int)]())
    for (group, head) in groups.enumerated() {
      for place in 0..<head.size where !head.columns[column][place].isNaN {
        if seen % stride == 0 { kept.append((group, place)) }
        seen += 1
      }
    }
    let values = { (column: Int) in kept.map { groups[$0.group].columns[column][$0.place] } }
    let head = HeadRows(groups: groups, rows: kept)
    let own = values(column)
    if let levels { return head.judged(NoiseSearch.reading(own, levels: levels), own, raw: nil) }
    let reading = NoiseSearch.reading(own)
    if case .none = reading { return reading }
    let found = names.indices.compactMap {
      other -> (raw: [Double], column: String, fit: NoiseFit)? in
      let raw = values(other)
      guard other != column, !raw.contains(where: \.isNaN),
        isRaw(names[other], of: names[column]) || Set(raw).count > 1
      else { return nil }
      return NoiseSearch.difference(own, raw).map { (raw, names[other], $0) }
    }
    let nearest = found.min { $0.fit.sigma < $1.fit.sigma }
    guard let (raw, name, fit) = nearest else { return head.judged(reading, own, raw: nil) }
    // Noise around levels, and a column further off than that: another quantity that has the mean of the reward.
    if case .found(let around) = reading, around.sigma < 0.9 * fit.sigma {
      return head.judged(reading, own, raw: nil)
    }
    return head.judged(.logged(column: name, fit), own, raw: raw)
  }

  /// Whether a column is called the raw one of a reward. A column that never changes is taken at its name alone: many a log
  /// has a flag that is 0 throughout.
  private static func isRaw(_ name: String, of reward: String) -> Bool {
    let name = name.lowercased()
    return name.contains("raw") || reward.lowercased().contains(name)
  }
}

extension NoiseSearch {
  /// The noise between a column and one without it; nil where the difference is none.
  ///
  /// A column of more values than levels have is only taken where the difference is less than half its deviation:
  /// a prediction of the reward has errors of mean 0 that are not correlated with it, too.
  static func difference(_ values: [Double], _ raw: [Double]) -> NoiseFit? {
    let distinct = Set(raw)
    let isOnLevels =
      distinct.count <= RewardLevels.limit && distinct.count * 4 <= raw.count
    let rests = zip(values, raw).map { $0 - $1 }
    let n = Double(rests.count)
    let mean = rests.reduce(0, +) / n
    let variance = rests.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / n
    guard variance > 0 else { return nil }
    // Mean 0 and not correlated with the reward, both within five standard errors.
    guard abs(mean) <= 5 * (variance / n).squareRoot() else { return nil }
    let centre = raw.reduce(0, +) / n
    let spread = raw.reduce(0) { $0 + ($1 - centre) * ($1 - centre) } / n
    guard isOnLevels || variance < spread / 4 else { return nil }
    let covariance = zip(rests, raw).reduce(0) { $0 + ($1.0 - mean) * ($1.1 - centre) } / n
    if spread > 0, abs(covariance) > 5 * (spread * variance / n).squareRoot() { return nil }
    return fit([rests.sorted()], levels: isOnLevels ? distinct.sorted() : [])
  }

  /// Noise around levels that are known.
  static func reading(_ values: [Double], levels: [Double]) -> NoiseReading {
    let known = levels.sorted()
    if values.allSatisfy({ known.contains($0) }) { return .none(levels: known) }
    let rests = known.map { level in
      values.filter { value in known.min { abs($0 - value) < abs($1 - value) } == level }
        .map { $0 - level }
    }
    guard let fit = fit([rests.flatMap(\.self).sorted()], levels: known) else {
      return .undecided("no noise fits around the levels given")
    }
    if let gap = fit.gap, fit.sigma > gap * mostSpread(fit.family) {
      return .undecided(overlap(gap: gap, sigma: fit.sigma))
    }
    return .found(fit)
  }

  /// Levels are known, and what is left of them is of one law.
  private static func fit(_ rests: [[Double]], levels: [Double]) -> NoiseFit? {
    guard rests[0].count >= 8 else { return nil }
    let found = candidates(of: rests)
    guard let best = found.min(by: { $0.criterion < $1.criterion }) else { return nil }
    let rival = found.filter { $0.family != best.family }.map(\.criterion).min()
    let isNamed = rival.map { $0 - best.criterion > namingGap } ?? true
    return NoiseFit(
      levels: levels, sigma: best.fit.sigma(best.family),
      interval: best.fit.interval(best.family, isNamed: isNamed),
      family: isNamed ? best.family : nil, count: rests[0].count)
  }
}
