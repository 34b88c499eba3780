public import Analysis
import ArgumentParser
import Platform
import GSL

/// How expectations are estimated, and how precisely.
struct MethodOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      How to simulate; every method estimates the same numbers, several may be joined by +. \
      rao-blackwell: independent groups; from 65,536 of them Gaussian noise is averaged over its \
      direction across the rewards where only sums matter, and many completions of few rewards are \
      counted by these; elsewhere as plain. \
      plain: independent groups, every completion, the whole noise. \
      conditional: averages the noise exactly given the outcomes, best where a conditional law is \
      known (Gaussian noise, linear advantages, sigma 0); an error elsewhere; knows no largest \
      advantage. \
      stratified: spreads groups over the number correct, for rare successes or failures; sees \
      clamps and clips of eight settings at once, where plain goes one by one. \
      antithetic: sees each noise and its mirror image, a small gain without conditions; goes with \
      stratified only. \
      sobol: evenly spread points instead of random ones, for small groups: outcomes and noise may \
      take 40 random numbers (20 completions; 40 with conditional). \
      Default rao-blackwell, or with --precision whichever is cheapest.
      """, valueName: "name"),
    completion: .names(
      ["rao-blackwell", "plain", "conditional", "stratified", "antithetic", "sobol"], separator: "+"
    ))
  var method: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      """
      Simulate until the relative standard error of every row is this small, such as 1e-3; pilots \
      choose the method unless --method does, and rounds add groups to those that are there. --groups \
      is then the upper limit; exit status 1 where that is not enough.
      """, valueName: "eps"))
  var precision: Double?

  @Option(
    help: ArgumentHelp("What --precision is about (default variance).", valueName: "name"))
  var precisionOf: Quantity?

  /// The method named, if one is.
  func chosen() throws -> SamplingMethod? {
    try method.map { name in
      let words = try name.split(separator: "+", omittingEmptySubsequences: false).map {
        try Names.one(String($0), among: SamplingMethod.words, option: "--method")
      }
      return try usage("--method") { try SamplingMethod(name: words.joined(separator: "+")) }
    }
  }

  /// What `--precision` asks for, if it was given.
  func target(limit: Int?) throws -> PrecisionTarget? {
    guard let precision else {
      if precisionOf != nil { throw UsageError("--precision-of: needs --precision") }
      return nil
    }
    guard precision > 0, precision.isFinite else {
      throw UsageError("--precision: finite and above 0, got \(precision.plainText)")
    }
    let quantity = precisionOf ?? .variance
    guard Quantity.allValueStrings.contains(quantity.rawValue) else {
      throw UsageError("--precision-of: \(quantity.rawValue) cannot be aimed at")
    }
    guard let limit else { return PrecisionTarget(precision, of: quantity) }
    return PrecisionTarget(precision, of: quantity, limit: limit)
  }
}

extension Quantity: NamedChoice {
  /// Those that `--precision` can aim at.
  public static var allValueStrings: [String] {
    [Self.variance, .secondMoment, .gradientNorm, .signalToNoise, .cosine].map(\.rawValue)
  }
}
