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

  /// The advantages asked for, or else those named, each with its name, changed by the options beside it:
  /// also those that put components together or look at their batch in the end.
  func whole(default names: [String]) throws -> [NamedAdvantage] {
    try estimator.named(default: names)
  }

  /// The same.
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
}
