import GRPO
import Logs

extension RunReading {
  /// What the first steps of a log tell.
  ///
  /// - Parameters:
  ///   - steps: enough of them for some dozen groups with spread.
  ///   - columns: names of the candidate columns.
  ///   - grouping: what the format says about groups.
  /// - Throws: ``AuditError`` where groups or rewards cannot be told.
  static func inferred(
    _ steps: [RolloutStep], columns: [String], grouping: Grouping, options: AuditOptions
  ) throws -> RunReading {
    let keying = try GroupKeying.inferred(steps, grouping: grouping, size: options.groupSize)
    let all = HeadGroup.all(steps, keying)
    guard !all.isEmpty else {
      throw AuditError("no group has more than one completion: nothing to compare (\(keying.text))")
    }
    let usual = UsualGroups(all)
    let groups = usual?.whole(all, shortSteps: shortSteps(steps, keying, usual)) ?? all
    var reading = try ReadingInference(
      groups: groups, keying: keying, columns: columns, options: options
    ).reading()
    try reading.refuseCentred(groups)
    for (k, weight) in reading.reward.weights.enumerated() where weight != 0 {
      reading.noise[k] = .of(k, in: groups, names: columns, levels: options.levels)
    }
    reading.usual = usual
    reading.hasPrompts = steps.allSatisfy { $0.prompts != nil }
    reading.noteNoiseAfterLogging(groups)
    return reading
  }

  /// Steps with a group of fewer rows than most groups have.
  private static func shortSteps(
    _ steps: [RolloutStep], _ keying: GroupKeying, _ usual: UsualGroups?
  ) -> Set<Int> {
    guard let size = usual?.size else { return [] }
    return Set(
      steps.indices.filter { number in
        let index = keying.index(steps[number])
        return (0..<index.count).contains { index.places($0).count < size }
      })
  }
}

/// The search for reward columns and formula.
private struct ReadingInference {
  let groups: [HeadGroup]
  let keying: GroupKeying
  let columns: [String]
  let options: AuditOptions
  /// The bound that advantages were cut to: a whole number met more than once, and the largest of all.
  private let clamp: Double?
  /// Groups that no clamp has changed; all, where that leaves none with spread.
  private let unclamped: [HeadGroup]

  init(groups: [HeadGroup], keying: GroupKeying, columns: [String], options: AuditOptions) {
    self.groups = groups
    self.keying = keying
    self.columns = columns
    self.options = options
    let clamp = Self.clamp(groups)
    self.clamp = clamp
    let free = groups.filter { group in
      !(group.advantages ?? []).contains { abs($0) == clamp }
    }
    unclamped = free.contains { $0.advantages?.contains { $0 != 0 } == true } ? free : groups
  }

  func reading() throws -> RunReading {
    guard groups.contains(where: { $0.advantages != nil }) else {
      return try assumed("the log holds no advantages")
    }
    if let weights = options.weights {
      return reading(RewardReading(weights: weights, isFound: false))
    }
    if let reward = try RewardReading.found(unclamped, columnCount: columns.count) {
      return reading(reward)
    }
    if try isSilent() { return try assumed("all advantages are 0") }
    var tried = columns.indices.map { place in
      columns.indices.map { $0 == place ? 1.0 : 0 }
    }
    if columns.count > 1 { tried.append(columns.map { _ in 1 }) }
    if let weights = try RewardReading.foundDecoupled(groups, columnCount: columns.count) {
      tried.insert(weights.weights, at: 0)
    }
    if let reading = recognised(tried) { return reading }
    return unknown(try usual())
  }

  private static func clamp(_ groups: [HeadGroup]) -> Double? {
    var (largest, count) = (0.0, 0)
    for group in groups {
      for advantage in group.advantages ?? [] where advantage.isFinite {
        if abs(advantage) > largest { (largest, count) = (abs(advantage), 0) }
        if abs(advantage) == largest { count += 1 }
      }
    }
    return largest >= 1 && largest == largest.rounded() && count > 1 ? largest : nil
  }

  private func isSilent() throws -> Bool {
    groups.allSatisfy { $0.advantages?.allSatisfy { $0 == 0 || !$0.isFinite } ?? true }
  }

  /// With these columns: by slope where that names a system, else a system's whole formula, else any slope.
  private func reading(_ reward: RewardReading) -> RunReading {
    let bySlope = sloped(reward)
    if let bySlope, !bySlope.presets.isEmpty { return bySlope }
    return recognised([reward.weights]) ?? bySlope ?? unknown(reward)
  }

  /// The formula is that of the options, if any, and cannot be checked.
  private func assumed(_ reason: String) throws -> RunReading {
    let weights = options.weights
    let reward = try weights.map { RewardReading(weights: $0, isFound: false) } ?? usual()
    return RunReading(
      keying: keying, columns: columns, reward: reward, rule: options.advantage?.rule, fit: nil,
      presets: options.advantage.map { [$0] } ?? [], verdict: .notCheckable(reason))
  }

  /// The only column, or the one that is called reward.
  private func usual() throws -> RewardReading {
    let names = ["reward", "rewards", "score", "scores", "total_reward"]
    let place =
      columns.count == 1
      ? 0 : names.lazy.compactMap { columns.firstIndex(of: $0) }.first
    guard let place else {
      throw AuditError(
        "which of \(columns.joined(separator: ", ")) is the reward? --map reward=COLUMN, or --weights with "
          + "one number for each")
    }
    return RewardReading(
      weights: columns.indices.map { $0 == place ? 1 : 0 }, isFound: false)
  }

  /// The formula by the slope of advantages on rewards.
  ///
  /// Directions tell weights but for a common factor, which the slope tells: that of linear advantages, or the
  /// stabilizer of a system that would come out as another.
  private func sloped(_ reward: RewardReading) -> RunReading? {
    let first = fitted(reward)
    guard reward.isFound, first?.presets.isEmpty ?? true else { return first }
    let others = factors(reward, first).lazy.compactMap { factor in
      fitted(RewardReading(weights: reward.weights.map { factor * $0 }, isFound: true))
    }
    return others.first { !$0.presets.isEmpty } ?? first
  }

  /// What the weights may be multiples of, rounded to hundredths.
  private func factors(_ reward: RewardReading, _ reading: RunReading?) -> [Double] {
    let slopes = slopedGroups(reward)
    guard slopes.allSatisfy(\.isAligned), let slope = slopes.first?.slope,
      let size = slopes.first?.size
    else { return [] }
    let share = Double(size - 1) / Double(size)
    let stabilizers = Set(AdvantagePreset.all.map(\.estimator.stabilizer)).filter { $0 > 0 }
    let fitted = reading?.fit?.fittedStabilizer ?? 0
    let found =
      [slope, slope * share] + stabilizers.sorted(by: >).map { fitted > 0 ? $0 / fitted : 0 }
    let rounded = found.map { (100 * $0).rounded() / 100 }
    // Weights are given with few digits: 2 rather than 1.75. The nearest to 1 first then: sizes of rewards are mostly of
    // that order.
    func digits(_ factor: Double) -> Int {
      10 * factor == (10 * factor).rounded() ? (factor == factor.rounded() ? 0 : 1) : 2
    }
    return rounded.filter { $0 > 0 && $0 != 1 && $0 <= 100 }
      .sorted { (digits($0), max($0, 1 / $0)) < (digits($1), max($1, 1 / $1)) }
  }

  private func fitted(_ reward: RewardReading) -> RunReading? {
    let slopes = slopedGroups(reward)
    guard !slopes.isEmpty, slopes.allSatisfy(\.isAligned) else { return nil }
    guard let fit = AdvantageFit.found(slopes, clamp: isClamped(reward) ? clamp : nil) else {
      return nil
    }
    // With its clamp, and in the groups that were left aside.
    guard matches(AdvantageRule(fit.estimator), reward.weights) else { return nil }
    return RunReading(
      keying: keying, columns: columns, reward: reward, rule: AdvantageRule(fit.estimator),
      fit: fit,
      presets: fit.presets, verdict: .right)
  }

  /// Whether the groups at the bound are cut, rather than there by chance.
  private func isClamped(_ reward: RewardReading) -> Bool {
    guard let clamp else { return false }
    return groups.contains { group in
      guard let totals = group.totals(reward.weights), let advantages = group.advantages,
        advantages.contains(where: { abs($0) == clamp })
      else { return false }
      return SlopedGroup(totals, advantages: advantages, step: RewardSums())?.isAligned == false
    }
  }

  private func slopedGroups(_ reward: RewardReading) -> [SlopedGroup] {
    let groups = unclamped
    let totals = groups.map { $0.totals(reward.weights) }
    var sums = [Int: RewardSums]()
    for (group, list) in zip(groups, totals) {
      if let list { sums[group.step, default: RewardSums()].add(contentsOf: list) }
    }
    return zip(groups, totals).compactMap { group, list in
      guard let list, let advantages = group.advantages, advantages.allSatisfy(\.isFinite) else {
        return nil
      }
      return SlopedGroup(list, advantages: advantages, step: sums[group.step]!)
    }
  }

  /// A formula of a system that gives the advantages of all groups, for one of these weights.
  private func recognised(_ tried: [[Double]]) -> RunReading? {
    for weights in tried {
      let presets = AdvantagePreset.all.filter { matches($0.rule, weights) }
      guard let first = presets.first else { continue }
      return RunReading(
        keying: keying, columns: columns, reward: RewardReading(weights: weights, isFound: true),
        rule: first.rule, fit: nil, presets: presets, verdict: .right)
    }
    return nil
  }

  private func matches(_ rule: AdvantageRule, _ weights: [Double]) -> Bool {
    let bySteps = Dictionary(grouping: groups, by: \.step)
    return bySteps.values.allSatisfy { list in
      guard let expected = list.advantages(rule, weights: weights) else { return false }
      return zip(list, expected).allSatisfy { group, own in
        guard let logged = group.advantages else { return true }
        return AdvantageComparison(
          components: group.rewards(rule, weights: weights), logged: logged, expected: own,
          terms: rule.terms(weights)
        ).isMet
      }
    }
  }

  private func unknown(_ reward: RewardReading) -> RunReading {
    // Every column of a group of two is a multiple of its advantages.
    let isUntold =
      options.weights == nil && columns.count > 1 && groups.allSatisfy { $0.size == 2 }
    return RunReading(
      keying: keying, columns: columns, reward: reward, rule: options.advantage?.rule, fit: nil,
      presets: [],
      verdict: isUntold
        ? .notCheckable("groups of two do not tell what each column counts (--weights)")
        : .unknownAdvantage)
  }
}

extension HeadGroup {
  /// What a rule divides by the deviation of: the totals, or each component for itself.
  func rewards(_ rule: AdvantageRule, weights: [Double]) -> [[Double]] {
    switch rule.aggregation {
    case .summed: [totals(weights) ?? []]
    case .decoupled: weights.indices.filter { weights[$0] != 0 }.map { columns[$0] }
    }
  }
}

extension AdvantageRule {
  /// Size of the terms that advantages are sums of: of components, each divided by its own deviation.
  func terms(_ weights: [Double]) -> Double {
    aggregation == .decoupled ? weights.reduce(0) { $0 + abs($1) } : 0
  }
}

extension [HeadGroup] {
  /// The advantages of one step by a rule; nil where a group has no such advantages.
  func advantages(_ rule: AdvantageRule, weights: [Double]) -> [[Double]]? {
    guard allSatisfy({ $0.size >= rule.estimator.kind.minimumGroupSize }) else { return nil }
    if rule.aggregation == .summed, rule.whitening == nil, let totals = finiteTotals(weights) {
      let isOfBatch = rule.estimator.kind == .batchStandardized
      let batch = isOfBatch ? RewardSums(totals.joined()) : nil
      return totals.map { rule.estimator.advantages(of: $0, batch: batch) }
    }
    let used = weights.indices.filter { weights[$0] != 0 }
    let groups = map { group in
      (0..<group.size).map { i in
        used.map { k -> Double? in group.columns[k][i].isNaN ? nil : group.columns[k][i] }
      }
    }
    guard let batch = try? RewardBatch(groups, weights: used.map { weights[$0] }) else {
      return nil
    }
    return rule.advantages(of: batch)
  }

  /// The totals of all groups; nil where a completion has none that is a number.
  private func finiteTotals(_ weights: [Double]) -> [[Double]]? {
    var all: [[Double]] = []
    all.reserveCapacity(count)
    for group in self {
      guard let totals = group.totals(weights), totals.allSatisfy(\.isFinite) else { return nil }
      all.append(totals)
    }
    return all
  }
}

extension RunReading {
  /// A column that was centred by group before it was logged is no reward: every group would look alike.
  ///
  /// - Throws: ``AuditError`` that names it.
  fileprivate func refuseCentred(_ groups: [HeadGroup]) throws {
    let totals = groups.compactMap { $0.totals(reward.weights) }
    let spread = totals.filter { $0.max()! - $0.min()! > SinglePrecisionLimit.silence(1) }
    guard spread.count >= 8 else { return }
    // Silent groups too: pairs of 1 and -1 have mean 0 without having been centred.
    let areCentred = totals.allSatisfy { list in
      let largest = list.reduce(0) { max($0, abs($1)) }
      return abs(list.reduce(0, +)) <= SinglePrecisionLimit.sum(largest, count: list.count)
    }
    guard areCentred else { return }
    let names = columns.indices.filter { reward.weights[$0] != 0 }.map { columns[$0] }
    throw AuditError(
      "\(names.joined(separator: " + ")): every group has mean 0, so it was centred already; --map "
        + "reward=COLUMN names the reward itself")
  }

  /// Rewards on levels whose advantages are not theirs: were they dithered after they were logged?
  ///
  /// With d the centred rewards of a mixed group and A its advantages, noise turns A away from d by an angle of
  ///
  ///     E tan^2 angle(A, d) norm(d)^2 = (G - 2) sigma^2,    sigma << norm(d)
  ///
  /// whatever A is divided by.
  mutating func noteNoiseAfterLogging(_ groups: [HeadGroup]) {
    guard verdict == .unknownAdvantage,
      let column = reward.weights.firstIndex(where: { $0 != 0 }),
      case .none(let levels)? = noise[column]
    else { return }
    var (sum, squareSum, degrees) = (0.0, 0.0, 0.0)
    for group in groups {
      guard let totals = group.totals(reward.weights), let advantages = group.advantages,
        group.size > 2, advantages.allSatisfy(\.isFinite)
      else { continue }
      let deviations = HeadGroup.centred(totals)
      let square = deviations.reduce(0) { $0 + $1 * $1 }
      let energy = advantages.reduce(0) { $0 + $1 * $1 }
      let product = zip(deviations, advantages).reduce(0) { $0 + $1.0 * $1.1 }
      // Advantages that do not add up to 0 are not centred: something else was done.
      guard
        abs(advantages.reduce(0, +))
          <= SinglePrecisionLimit.sum(energy.squareRoot(), count: group.size)
      else { return }
      guard square > 0, product > 0 else { continue }
      let cosine = product * product / (square * energy)
      let term = square * max(0, 1 / cosine - 1)
      sum += term
      squareSum += term * term
      degrees += Double(group.size - 2)
    }
    guard degrees >= 16, sum > 0 else { return }
    let sigma = (sum / degrees).squareRoot()
    // Of a chi-squared sum; beyond a fifth of the gap the angle is no small one.
    let margin = 1.96 * sigma / (2 * degrees).squareRoot()
    self.noise[column] = .addedAfterLogging(sigma: sigma, margin: margin, levels: levels)
  }
}
