/// Which rows of a sweep can come to a precision by a method, known before anything is drawn.
///
/// A standard error is a second moment of what is averaged. Where the noise leaves it none (`MomentOrder`), the error of a
/// row is infinite for good, unlike that of a cosine which is lost in its noise until there are more groups. And no error
/// is small beside an expected gradient of exactly 0.
struct PrecisionReach {
  /// By row, in the order of ``Sweep/run(_:progress:)``: why it cannot; nil where it can.
  private let reasons: [String?]
  private let quantity: Quantity

  /// - Parameters:
  ///   - simulation: prompts, settings and method.
  ///   - exact: by prompt, then setting.
  ///   - target: the quantity, and the groups that may be spent.
  init(_ simulation: Simulation, exact: [[ExactMoments]], target: PrecisionTarget) {
    quantity = target.quantity
    let settings = simulation.settings.indices
    guard !simulation.sampling.method.contains(.conditional) else {
      // Given the outcomes nothing is left that scatters without bound.
      let prompts = simulation.set.problems.count
      reasons = Array(repeating: nil, count: settings.count * (prompts + (prompts > 1 ? 1 : 0)))
      return
    }
    let quantity = target.quantity
    let infinite = simulation.set.problems.map { problem in
      let levels = LevelTable(problem)
      let known = Array(zip(levels.rewards, levels.probabilities)).map {
        (reward: $0, probability: $1)
      }
      return simulation.settings.map { setting in
        let order = MomentOrder(setting, levels: known, groups: target.limit)
        return Self.hasError(of: quantity, order) ? nil : order.notes.first
      }
    }
    let zero = exact.map { $0.map { Self.isVanishing(quantity, $0) } }
    let flat = "the expected gradient is 0"
    var reasons = zip(infinite, zero).flatMap { infinite, zero in
      settings.map { infinite[$0] ?? (zero[$0] ? flat : nil) }
    }
    if exact.count > 1 {
      reasons += settings.map { s in
        infinite.compactMap { $0[s] }.first ?? (zero.allSatisfy { $0[s] } ? flat : nil)
      }
    }
    self.reasons = reasons
  }

  /// How many rows cannot.
  var missing: Int { reasons.count { $0 != nil } }

  /// Whether no row can.
  var isEmpty: Bool { missing == reasons.count }

  /// Those of the rows that can.
  func kept(_ rows: [SweepRow]) -> [SweepRow] {
    zip(rows, reasons).compactMap { $1 == nil ? $0 : nil }
  }

  /// What there is to say about the others; nil where there are none.
  var obstacle: PrecisionObstacle? {
    var known: Set<String> = []
    let all = reasons.compactMap { $0 }
    guard !all.isEmpty else { return nil }
    return PrecisionObstacle(
      quantity: quantity, rows: all.count, count: reasons.count,
      reasons: all.filter { known.insert($0).inserted })
  }

  /// Whether moments as certain as can be keep a finite error under an order.
  private static func hasError(of quantity: Quantity, _ order: MomentOrder) -> Bool {
    var moments = GradientMoments(
      normSquared: 1, secondMoment: 2, alignment: 1, covariance: GradientMoments.none.covariance)
    let none = Estimate(mean: 0, standardError: 0, count: 1)
    let summary = { (moments: GradientMoments) in
      GradientSummary(moments, valueNorm: 1, silentFraction: none, count: 1)[quantity]
    }
    guard summary(moments) != nil else { return true }
    moments.limit(to: order)
    return summary(moments)?.standardError.isFinite ?? false
  }

  /// Whether the quantity is one of a gradient that is 0 in the mean and not in each group.
  private static func isVanishing(_ quantity: Quantity, _ law: ExactMoments) -> Bool {
    switch quantity {
    case .secondMoment, .variance, .silentFraction, .largestAdvantage, .maximumAdvantage: false
    case .gradientNorm, .signalToNoise, .cosine:
      law.expectedGradient?.allSatisfy { $0 == 0 } == true && (law.secondMoment ?? 0) > 0
    }
  }
}
