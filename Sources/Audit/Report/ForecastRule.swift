import GRPO

/// One advantage whose behaviour under noise is forecast.
struct ForecastRule {
  let name: String
  let estimator: AdvantageEstimator
  /// Whether groups that are silent before the noise are left out.
  var dropsSilent = false

  /// A run's own advantage, its remedies, and the usual others.
  ///
  /// - Parameters:
  ///   - own: name and formula; nil where it is unknown.
  ///   - dropsSilent: whether the run leaves groups out that are silent before the noise.
  static func all(
    own: (name: String, estimator: AdvantageEstimator)?, dropsSilent: Bool = false
  ) -> [ForecastRule] {
    var rules: [ForecastRule] = []
    if let (name, estimator) = own {
      rules.append(
        ForecastRule(
          name: "\(name) (this run)", estimator: estimator, dropsSilent: dropsSilent))
      if estimator.kind.dividesByDeviation, estimator.kind != .batchStandardized {
        if !dropsSilent {
          rules.append(
            ForecastRule(
              name: "\(name), raw silent dropped", estimator: estimator, dropsSilent: true))
        }
        var wide = estimator
        wide.stabilizer = 0.1
        rules.append(
          ForecastRule(name: "\(name), eps 0.1", estimator: wide, dropsSilent: dropsSilent))
      }
    }
    for (name, preset) in [
      ("trl", "trl"), ("trl-batch", "trl-batch"), ("dr-grpo, rloo", "dr-grpo"),
      ("nemo-rl", "nemo-rl"),
    ] {
      let estimator = AdvantagePreset.all.first { $0.name == preset }!.estimator
      let isKnown = rules.contains { known in
        known.estimator == estimator && !known.dropsSilent
          || estimator.isLinear && known.estimator.isLinear && known.estimator.kind != .reinforce
      }
      if !isKnown { rules.append(ForecastRule(name: name, estimator: estimator)) }
    }
    return rules
  }
}
