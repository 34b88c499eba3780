import Analysis
import ArgumentParser
import GRPO

/// Advantage, noise and sigma.
struct SettingOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Completions per group, G; a list 4,8,16 for several.", valueName: "G"))
  var groupSize = IndexList([8])

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
    parsing: .unconditional,
    help: ArgumentHelp(
      "Divisor of the variance is G - ddof: 0 (population) or 1 (as torch.std).", valueName: "0|1"))
  var ddof: Int = 0

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Added to the standard deviation, reward units (TRL 1e-4, verl 1e-6).", valueName: "eps"))
  var stabilizer: Double = 0

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Largest absolute advantage (default: none).", valueName: "c"))
  var clamp: Double?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Groups per batch, for batch-standardized.", valueName: "B"))
  var batchGroups: Int = 8

  @Option(
    help: ArgumentHelp(
      """
      Family of the noise, zero mean, scaled by its standard deviation; repeat for several: \
      \(NoiseFamily.names.joined(separator: ", ")) (default gaussian).
      """, valueName: "name"))
  var noise: [String] = []

  @Option(
    parsing: .unconditional, help: ArgumentHelp("Of student-t noise, above 2.", valueName: "nu"))
  var degreesOfFreedom: Double = 5

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      """
      Standard deviations of the noise in reward units: a list 0,0.05,0.3, a range 0:1:25 or \
      log:1e-4:1:25; 0 is always added (default 0,0.0289,0.05,0.1,0.289,0.5,1). A uniform \
      half-width a is sigma = a/sqrt 3.
      """, valueName: "list"),
    transform: SigmaGrid.init)
  var sigma: SigmaGrid?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Maxima of the reward components, each dithered on its own (GSM8K: 2,0.5,1,1,0.5).",
      valueName: "x,x,..."))
  var componentMaxima: NumberList?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      """
      Instead of --sigma: uniform half-widths relative to --component-maxima, as in the paper's code.
      """,
      valueName: "m,m,..."))
  var relativeRadius: NumberList?

  /// The sweeps that these options and the prompts describe, one for each group size.
  func sweeps(_ set: ProblemSet) throws -> [Sweep] {
    guard batchGroups >= 1 else {
      throw UsageError("--batch-groups: at least 1, got \(batchGroups)")
    }
    let (advantages, dithers, sigmas) = (try advantages(), try dithers(), try sigmas())
    return try groupSize.values.map { size in
      let sweep = Sweep(
        set, advantages: advantages, dithers: dithers, sigmas: sigmas, groupSize: size,
        batchGroups: batchGroups)
      _ = try usage("--group-size \(size)") { try sweep.settings() }
      return sweep
    }
  }

  private func advantages() throws -> [AdvantageEstimator] {
    guard ddof == 0 || ddof == 1 else { throw UsageError("--ddof: 0 or 1, got \(ddof)") }
    guard stabilizer >= 0, stabilizer.isFinite else {
      throw UsageError("--stabilizer: finite and not negative, got \(stabilizer)")
    }
    if let clamp, !(clamp > 0) { throw UsageError("--clamp: above 0, got \(clamp)") }
    return try (advantage.isEmpty ? ["standardized", "mean"] : advantage).map { name in
      if let kind = AdvantageKind(rawValue: name) {
        return try usage("--advantage \(name)") {
          try AdvantageEstimator(kind, ddof: ddof, stabilizer: stabilizer, clamp: clamp)
        }
      }
      guard let preset = try? AdvantagePreset(name: name) else {
        throw UsageError("--advantage: unknown '\(name)'; known: \(Self.advantageNames)")
      }
      return preset.estimator
    }
  }

  private static let advantageNames =
    (AdvantageKind.allCases.map(\.rawValue) + AdvantagePreset.all.map(\.name))
    .joined(separator: ", ")

  private func dithers() throws -> [Dither] {
    guard degreesOfFreedom > 2, degreesOfFreedom.isFinite else {
      throw UsageError("--degrees-of-freedom: finite and above 2, got \(degreesOfFreedom)")
    }
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
