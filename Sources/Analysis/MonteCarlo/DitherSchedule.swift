import RealModule

/// How the size of the noise changes over a run; the shapes of the released ReDit code.
///
/// The shapes are those of a run of 8000 steps that begins with a radius of .1, stretched to the
/// steps of the run at hand and scaled to a root mean square of 1:
///
///     squareRoot    .1 (t / 300 + 1)^(-1/2)
///     factor        max(.001, .1 .99^t)
///     multiFactor   .1 .5^#{2000, 4000, 6000, 8000 <= t}
///     cosine        .001 + .099 (1 + cos(pi t / 8000)) / 2     (no warm-up)
///
/// All of them shrink; reversed they grow.
struct DitherSchedule: Hashable, Sendable {
  /// A law of decay.
  enum Curve: String, CaseIterable, Sendable {
    case constant, squareRoot, factor, multiFactor, cosine
  }

  let curve: Curve
  let isReversed: Bool

  static let constant = DitherSchedule(.constant)

  init(_ curve: Curve, isReversed: Bool = false) {
    self.curve = curve
    self.isReversed = isReversed
  }

  private static let referenceSteps = 8000.0
  private static let initial = 0.1
  private static let final = 0.001

  /// For tables: `factor`, `factor reversed`.
  var text: String { isReversed ? "\(curve.rawValue) reversed" : curve.rawValue }

  /// Sizes relative to their root mean square, one for each step.
  func sizes(steps: Int) -> [Double] {
    let raw = (0..<steps).map { radius(at: Self.referenceSteps * Double($0) / Double(steps)) }
    let meanSquare = dot(raw, raw) / Double(steps)
    let relative = raw.map { $0 / meanSquare.squareRoot() }
    return isReversed ? relative.reversed() : relative
  }

  /// The radius after t of 8000 steps.
  func radius(at t: Double) -> Double {
    switch curve {
    case .constant: return Self.initial
    case .squareRoot: return Self.initial / (t / 300 + 1).squareRoot()
    case .factor: return max(Self.final, Self.initial * .exp(t * .log(0.99)))
    case .multiFactor:
      let milestones = [2000.0, 4000, 6000, 8000].filter { $0 <= t }.count
      return Self.initial * power(0.5, milestones)
    case .cosine:
      let phase = Double.cos(.pi * t / Self.referenceSteps)
      return Self.final + (Self.initial - Self.final) * (1 + phase) / 2
    }
  }
}
