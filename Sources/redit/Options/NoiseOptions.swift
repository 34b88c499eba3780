import ArgumentParser
import GRPO
import GSL

/// The noise on the rewards, or on their advantages.
struct NoiseOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      Family of the noise, zero mean, scaled by its standard deviation; a list for several: \
      \(NoiseFamily.names.joined(separator: ", ")) (default gaussian; with \
      --relative-radius uniform).
      """, valueName: "name"), completion: .names(NoiseFamily.names))
  var noise: [String] = []

  @Option(
    parsing: .unconditional, help: ArgumentHelp("Of student-t noise, above 2.", valueName: "nu"))
  var degreesOfFreedom = NoiseParameters().degreesOfFreedom

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      """
      Standard deviations of the noise in reward units: a list 0,0.05,0.3, a range 0:1:25 or \
      log:1e-4:1:25; 0 is always added. A uniform half-width a is \
      sigma = a/sqrt 3.
      """, valueName: "list"),
    transform: SigmaGrid.init)
  var sigma: SigmaGrid?

  @OptionGroup var place: NoisePlaceOptions

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

  /// The family where none is named: the relative radius is that of the paper's code, which is uniform.
  private var usual: String { relativeRadius == nil ? "gaussian" : "uniform" }

  /// The laws asked for.
  func dithers() throws -> [Dither] {
    guard degreesOfFreedom > 2, degreesOfFreedom.isFinite else {
      throw UsageError(
        "--degrees-of-freedom: finite and above 2, got \(degreesOfFreedom.plainText)")
    }
    let names = try Names.list(noise, among: NoiseFamily.names, option: "--noise")
    return try (names.isEmpty ? [usual] : names).map { name in
      let family = try usage("--noise") {
        try NoiseFamily(
          name: name, parameters: NoiseParameters(degreesOfFreedom: degreesOfFreedom))
      }
      return try place.dither(family, components: componentMaxima?.values ?? [1])
    }
  }

  /// Refuses noise of another number of components than the rewards have.
  ///
  /// - Parameter count: nil for rewards without parts, which take any.
  func checkComponents(of count: Int?) throws {
    guard let count, let given = componentMaxima?.values.count, given != 1, given != count else {
      return
    }
    throw UsageError("--component-maxima: \(given) of them on rewards of \(count) components")
  }

  /// The standard deviations asked for, or else those given.
  func sigmas(default values: [Double]) throws -> [Double] {
    guard let radii = relativeRadius?.values else {
      return sigma?.values ?? values
    }
    guard sigma == nil else { throw UsageError("--relative-radius and --sigma exclude each other") }
    guard let maxima = componentMaxima?.values else {
      throw UsageError("--relative-radius: needs --component-maxima")
    }
    if let bad = radii.first(where: { $0 < 0 }) {
      throw UsageError("--relative-radius: must not be negative, got \(bad.plainText)")
    }
    return radii.map { Dither.sigma(relativeRadius: $0, componentMaxima: maxima) }
  }
}
