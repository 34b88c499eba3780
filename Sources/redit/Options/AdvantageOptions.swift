import ArgumentParser
import GRPO

/// How the rewards of a group become advantages.
struct AdvantageOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Completions per group, G; a list 4,8,16 for several.", valueName: "G"))
  var groupSize = IndexList([8])

  @OptionGroup var estimator: EstimatorOptions

  /// The estimators asked for, or else those named, each with its name, changed by the options beside
  /// it.
  ///
  /// - Throws: `UsageError` for a system that puts components together or looks at its batch in the end.
  func named(default names: [String]) throws -> [NamedAdvantage] {
    try estimator.named(default: names).map { try $0.ofSingleReward() }
  }

  /// The same, whole: with those that put components together or look at their batch in the end.
  func whole(default names: [String]) throws -> [NamedAdvantage] {
    try estimator.named(default: names)
  }

  /// The same with those that put components together.
  ///
  /// - Throws: `UsageError` for a system that looks at its batch in the end.
  func ofOneGroup(default names: [String]) throws -> [NamedAdvantage] {
    try estimator.named(default: names).map { try $0.ofOneGroup() }
  }
}

extension NamedAdvantage {
  /// The advantage itself.
  ///
  /// - Throws: `UsageError` for one that looks at its batch in the end.
  func ofOneGroup() throws -> NamedAdvantage {
    guard rule.whitening == nil else {
      throw UsageError(
        "--advantage \(name): whitened over its batch, so that no group has a gradient of its own; "
          + "decoupled is the same without that ('redit advantages' has it whole)")
    }
    return self
  }

  /// The advantage itself.
  ///
  /// - Throws: `UsageError` for one that puts components together or looks at its batch in the end.
  func ofSingleReward() throws -> NamedAdvantage {
    guard rule.aggregation == .summed, rule.whitening == nil else {
      throw UsageError(
        "--advantage \(name): for rewards with components in a batch ('redit advantages' has them)")
    }
    return self
  }
}
