package import GSL

/// The constant 0: no noise, the only law of variance 0.
package struct NoNoise: NoiseLaw {
  package static let name = "none"
  package static let summary = "no noise, whatever sigma"

  package init(_ parameters: NoiseParameters = .init()) {}

  package func standardDraw(using random: inout RandomStream) -> Double { 0 }

  package var atoms: [(value: Double, probability: Double)]? { [(0, 1)] }
  package func density(at x: Double) -> Double? { nil }
  package func cumulative(at x: Double) -> Double { x < 0 ? 0 : 1 }
  package func quantile(_ uniform: Double) -> Double { 0 }

  package func tailMoments(beyond c: Double) -> (first: Double, second: Double) { (0, 0) }

  package var halfWidth: Double? { 0 }
  package var fourthMoment: Double { 0 }
}

extension NoiseFamily {
  /// The constant 0: no dither, the only member whose variance is 0.
  public static let none = NoiseFamily(NoNoise())

  /// Whether this is ``none``.
  public var isNone: Bool { type(of: law) == NoNoise.self }
}
