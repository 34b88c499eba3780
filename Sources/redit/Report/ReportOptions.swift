import Analysis
import ArgumentParser
import GRPO

/// What the figures of a report are of.
struct ReportOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("Figures for a prompt set too, as in 'redit sweep'.", valueName: "file.csv"),
    completion: .file(extensions: ["csv", "tsv"]))
  var prompts: String?

  @Option(
    help: ArgumentHelp(
      "Advantage of the figures, as in 'redit sweep'; repeat for several (default standardized and mean).",
      valueName: "name"), completion: .names(EstimatorOptions.names))
  var advantage: [String] = []

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Completions per group, one or a list (default: five arms 4, prompts 8).", valueName: "G,G"))
  var groupSize: IndexList?

  @Option(
    help: ArgumentHelp(
      "Noise of the figures; repeat for several (default gaussian).", valueName: "name"),
    completion: .names(NoiseFamily.names))
  var noise: [String] = []

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Standard deviations of the noise: a list or a range (default log:1e-4:1:13).",
      valueName: "list"))
  var sigma: String?

  static let defaultSigma = "log:1e-4:1:13"

  /// Advantage, noise and sigma of a sweep in groups of the size asked for, or else of that given.
  func setting(groupSize size: Int) throws -> SettingOptions {
    var setting = try SettingOptions.parse([])
    setting.advantage.estimator.advantage = advantages
    setting.advantage.groupSize = groupSize ?? IndexList([size])
    setting.noise.noise = noise
    do {
      setting.noise.sigma = try SigmaGrid(sigma ?? Self.defaultSigma)
    } catch let error as ValidationError {
      throw UsageError("--sigma \((sigma ?? "").cut(to: 60)): \(error.message)")
    }
    return setting
  }

  private var advantages: [String] { advantage.isEmpty ? ["standardized", "mean"] : advantage }

  /// The options of `redit sweep` that say the same.
  func sweepWords(groupSize size: Int) -> [String] {
    var words = ["--group-size", Self.text(groupSize ?? IndexList([size]))]
    for name in advantages { words += ["--advantage", name] }
    for name in noise { words += ["--noise", name] }
    return words + ["--sigma", sigma ?? Self.defaultSigma]
  }

  /// The options that differ from their defaults, to repeat the report.
  var words: [String] {
    var words: [String] = []
    if let prompts { words += ["--prompts", prompts] }
    for name in advantage { words += ["--advantage", name] }
    if let groupSize { words += ["--group-size", Self.text(groupSize)] }
    for name in noise { words += ["--noise", name] }
    if let sigma { words += ["--sigma", sigma] }
    return words
  }

  private static func text(_ list: IndexList) -> String {
    list.values.map { "\($0)" }.joined(separator: ",")
  }
}
