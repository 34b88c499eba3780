import Analysis
import ArgumentParser
import GRPO

/// Advantage, noise and sigma.
struct SettingOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Completions per group, G.", valueName: "G"))
  var groupSize: Int = 8

  @Option(
    help: ArgumentHelp(
      """
      How rewards become advantages; repeat for several. \
      \(AdvantageKind.allCases.map(\.rawValue).joined(separator: ", ")) (default standardized and \
      mean), or as a training system has it: \
      \(AdvantagePreset.all.map(\.name).joined(separator: ", ")).
      """, valueName: "name"))
  var advantage: [String] = []

  @Option(
    help: ArgumentHelp(
      "Divisor of the variance is G - ddof: 0 (population) or 1 (as torch.std).", valueName: "0|1"))
  var ddof: Int = 0

  @Option(
    help: ArgumentHelp(
      "Added to the standard deviation, reward units (TRL 1e-4, verl 1e-6).", valueName: "eps"))
  var stabilizer: Double = 0

  @Option(
    help: ArgumentHelp("Largest absolute advantage (default: none).", valueName: "c"))
  var clamp: Double?

  @Option(help: ArgumentHelp("Groups per batch, for batch-standardized.", valueName: "B"))
  var batchGroups: Int = 8

  @Option(
    help: ArgumentHelp(
      """
      Family of the noise, zero mean, scaled by its standard deviation; repeat for several: \
      \(NoiseFamily.names.joined(separator: ", ")) (default gaussian).
      """, valueName: "name"))
  var noise: [String] = []

  @Option(help: ArgumentHelp("Of student-t noise, above 2.", valueName: "nu"))
  var degreesOfFreedom: Double = 5

  @Option(
    help: ArgumentHelp(
      """
      Standard deviations of the noise in reward units: a list 0,0.05,0.3, a range 0:1:25 or \
      log:1e-4:1:25; 0 is always added (default 0,0.0289,0.05,0.1,0.289,0.5,1). A uniform \
      half-width a is sigma = a/sqrt 3.
      """, valueName: "list"),
    transform: SigmaGrid.init)
  var sigma: SigmaGrid?

  @Option(
    help: ArgumentHelp(
      "Maxima of the reward components, each dithered on its own (GSM8K: 2,0.5,1,1,0.5).",
      valueName: "x,x,..."))
  var componentMaxima: NumberList?

  @Option(
    help: ArgumentHelp(
      """
      Instead of --sigma: uniform half-widths relative to --component-maxima, as in the paper's code.
      """,
      valueName: "m,m,..."))
  var relativeRadius: NumberList?

  /// The sweep that these options and the prompts describe.
  func sweep(_ set: ProblemSet) throws -> Sweep {
    let sweep = Sweep(
      set, advantages: try advantages(), dithers: try dithers(), sigmas: try sigmas(),
      groupSize: groupSize, batchGroups: batchGroups)
    guard batchGroups >= 1 else {
      throw UsageError("--batch-groups: at least 1, got \(batchGroups)")
    }
    _ = try usage("--group-size \(groupSize)") { try sweep.settings() }
    return sweep
  }

  private func advantages() throws -> [AdvantageEstimator] {
    try (advantage.isEmpty ? ["standardized", "mean"] : advantage).map { name in
      guard let kind = AdvantageKind(rawValue: name) else {
        return try usage("--advantage") { try AdvantagePreset(name: name).estimator }
      }
      return try usage("--advantage \(name)") {
        try AdvantageEstimator(kind, ddof: ddof, stabilizer: stabilizer, clamp: clamp)
      }
    }
  }

  private func dithers() throws -> [Dither] {
    let names = noise.isEmpty ? ["gaussian"] : noise
    return try names.map { name in
      let family = try usage("--noise") {
        try NoiseFamily(name: name, degreesOfFreedom: degreesOfFreedom)
      }
      return try usage("--component-maxima") {
        try Dither(family, components: componentMaxima?.values ?? [1])
      }
    }
  }

  private func sigmas() throws -> [Double] {
    guard let radii = relativeRadius?.values else {
      return sigma?.values ?? [0, 0.0289, 0.05, 0.1, 0.289, 0.5, 1]
    }
    guard sigma == nil else { throw UsageError("--relative-radius and --sigma exclude each other") }
    guard let maxima = componentMaxima?.values else {
      throw UsageError("--relative-radius: needs --component-maxima")
    }
    if let bad = radii.first(where: { $0 < 0 }) {
      throw UsageError("--relative-radius: must not be negative, got \(bad)")
    }
    return radii.map { Dither.sigma(relativeRadius: $0, componentMaxima: maxima) }
  }
}
