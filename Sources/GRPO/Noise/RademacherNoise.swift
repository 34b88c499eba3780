package import GSL

/// The two signs -1 and +1, each with probability 1/2.
package struct RademacherNoise: NoiseLaw {
  package static let name = "rademacher"
  package static let summary = "-sigma or +sigma, each half of the time"

  package init(_ parameters: NoiseParameters = .init()) {}

  package func standardDraw(using random: inout RandomStream) -> Double { random.rademacher() }

  package var atoms: [(value: Double, probability: Double)]? { [(-1, 0.5), (1, 0.5)] }
  package func density(at x: Double) -> Double? { nil }
  package func cumulative(at x: Double) -> Double { x < -1 ? 0 : x < 1 ? 0.5 : 1 }
  package func quantile(_ uniform: Double) -> Double { uniform < 0.5 ? -1 : 1 }

  package func tailMoments(beyond c: Double) -> (first: Double, second: Double) {
    let length = max(1 - c, 0)
    return (length / 2, length * length / 2)
  }

  package var halfWidth: Double? { 1 }
  package var fourthMoment: Double { 1 }
}

extension NoiseFamily {
  /// The two signs -1 and +1, each with probability 1/2.
  public static let rademacher = NoiseFamily(RademacherNoise())
}
