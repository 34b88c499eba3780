import Analysis
import ArgumentParser
import GRPO
import GSL

/// How the noise of a group meets its rewards, and what of it completions share.
struct NoisePlaceOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      Where the noise goes: additive, r + sigma e; multiplicative, r (1 + sigma e), so that sigma is a \
      share of each reward and a reward of 0 has none; on-advantages, A + sigma e, after clamp and \
      whitening, with sigma in units of advantage (default additive).
      """, valueName: "how"), completion: .list(NoiseMode.allCases.map(\.rawValue)))
  var noiseMode: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      """
      Correlation of the noise of two completions of a group, from 0 to 1: a judge that errs for a whole \
      prompt, anew each time it is asked (what it always errs by is no noise but another reward); \
      default 0.
      """, valueName: "rho"))
  var correlation: Double?

  /// A dither of that kind.
  func dither(_ family: NoiseFamily, components: [Double] = [1]) throws -> Dither {
    let name = try noiseMode.map {
      try Names.one($0, among: NoiseMode.allCases.map(\.rawValue), option: "--noise-mode")
    }
    if let correlation, !(correlation >= 0 && correlation <= 1) {
      throw UsageError("--correlation: from 0 to 1, got \(correlation.plainText)")
    }
    return try usage("--component-maxima") {
      try Dither(
        family, components: components,
        mode: name.flatMap(NoiseMode.init(rawValue:)) ?? .additive, correlation: correlation ?? 0)
    }
  }

  /// - Parameters:
  ///   - advantages: every one asked for.
  ///   - isSilent: no noise is added.
  func refuseIdle(_ advantages: [AdvantageEstimator], isSilent: Bool, _ refusals: Refusals) throws {
    try refusals.refuse(
      "--noise-mode", "--correlation", when: isSilent, because: "no noise is added")
    try refusals.refuse(
      "--correlation",
      when: correlation == 1 && noiseMode.map { $0 == NoiseMode.additive.rawValue } ?? true
        && advantages.allSatisfy { $0.ignoresShift && $0.kind != .batchStandardized },
      because:
        "1 shifts all rewards of a group alike, which these advantages ignore: there is no noise "
        + "left")
  }
}
