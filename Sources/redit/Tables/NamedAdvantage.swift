import GRPO

/// An advantage as it was asked for.
struct NamedAdvantage: Hashable {
  /// A kind or a system: `standardized`, `trl`.
  var name: String
  var rule: AdvantageRule
  /// Of the system, where it is known.
  var arithmetic: SinglePrecision?

  /// An advantage of single rewards.
  init(name: String, estimator: AdvantageEstimator) {
    self.init(name: name, rule: AdvantageRule(estimator))
  }

  init(name: String, rule: AdvantageRule, arithmetic: SinglePrecision? = nil) {
    self.name = name
    self.rule = rule
    self.arithmetic = arithmetic
  }

  var estimator: AdvantageEstimator { rule.estimator }

  /// What the names stand for, where they do not say it themselves:
  /// `trl: standardized ddof 1 eps 0.0001`.
  static func legend(_ advantages: [NamedAdvantage]) -> String {
    advantages.inOrderOfAppearance.filter { $0.name != $0.rule.law }.map { advantage in
      let (name, law) = (advantage.name, advantage.rule.law)
      return "\(name):\(law.hasPrefix(name + " ") ? law.dropFirst(name.count) : " " + law)"
    }.joined(separator: "; ")
  }
}

extension AdvantageEstimator {
  /// In words, with the parameters that its kind reads: `standardized ddof 1 eps 0.0001`.
  var law: String {
    let correction = kind.dividesByDeviation ? " ddof \(ddof)" : ""
    let scale = kind.divides ? " eps \(NumberText.short(stabilizer))" : ""
    let way =
      denominator != .added && kind.dividesByDeviation ? " \(denominator.rawValue)" : ""
    return kind.rawValue + correction + scale + way
      + (clamp.map { " clamp \(NumberText.short($0))" } ?? "")
      + (focal == 0 ? "" : " focal \(NumberText.short(focal))")
  }
}

extension AdvantageRule {
  /// In words: `normalize-then-sum of standardized ddof 1 eps 0.0001, whitened as trl`.
  var law: String {
    let sum = aggregation == .summed ? "" : "\(aggregation.rawValue) of "
    return sum + estimator.law + (whitening.map { ", whitened as \($0.rawValue)" } ?? "")
  }
}
