import GRPO

/// An advantage as it was asked for.
struct NamedAdvantage: Hashable {
  /// A kind or a system: `standardized`, `trl`.
  let name: String
  let estimator: AdvantageEstimator

  /// What the names stand for, where they do not say it themselves:
  /// `trl: standardized ddof 1 eps 0.0001`.
  static func legend(_ advantages: [NamedAdvantage]) -> String {
    advantages.inOrderOfAppearance.filter { $0.name != $0.estimator.law }.map { advantage in
      let (name, law) = (advantage.name, advantage.estimator.law)
      return "\(name):\(law.hasPrefix(name + " ") ? law.dropFirst(name.count) : " " + law)"
    }.joined(separator: "; ")
  }
}

extension AdvantageEstimator {
  /// In words, with the parameters that its kind reads: `standardized ddof 1 eps 0.0001`.
  var law: String {
    let scale =
      kind.dividesByDeviation ? " ddof \(ddof) eps \(NumberText.short(stabilizer))" : ""
    return kind.rawValue + scale + (clamp.map { " clamp \(NumberText.short($0))" } ?? "")
  }
}
