import Analysis
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
public struct DitherSchedule: Hashable, Sendable {
  /// A law of decay.
  public enum Curve: String, CaseIterable, Sendable {
    /// The noise keeps one size throughout.
    case constant
    /// An inverse square root.
    case squareRoot
    /// A geometric decay with a floor.
    case factor
    /// Halved at four milestones.
    case multiFactor
    /// The noise falls along half a cosine.
    case cosine
  }

  /// The law of decay.
  public let curve: Curve
  /// Whether the run begins with what the law ends with.
  public let isReversed: Bool

  /// The schedule of noise that keeps one size throughout.
  public static let constant = DitherSchedule(.constant)

  /// Every schedule: the constant one, each law of decay, and each of them reversed.
  public static let all =
    [constant]
    + Curve.allCases.filter { $0 != .constant }.flatMap {
      [DitherSchedule($0), DitherSchedule($0, isReversed: true)]
    }

  /// A schedule along a curve, or along it from its end.
  public init(_ curve: Curve, isReversed: Bool = false) {
    self.curve = curve
    self.isReversed = isReversed
  }

  private static let referenceSteps = 8000.0
  private static let initial = 0.1
  private static let final = 0.001

  /// The schedule of that name: `cosine`, or `cosine-reversed`.
  ///
  /// - Throws: ``TrainingError`` with the names that are known.
  public init(name: String) throws {
    guard let known = Self.all.first(where: { $0.name == name }) else {
      let names = Self.all.map(\.name).joined(separator: ", ")
      throw TrainingError("unknown schedule \(name); known: \(names)")
    }
    self = known
  }

  /// One word: `factor`, `factor-reversed`.
  public var name: String { isReversed ? "\(curve.rawValue)-reversed" : curve.rawValue }

  /// For tables: `factor`, `factor reversed`.
  public var text: String { isReversed ? "\(curve.rawValue) reversed" : curve.rawValue }

  /// The radius of a step of a run of any length, not reversed.
  func radius(at step: Int, of steps: Int) -> Double {
    radius(at: Self.referenceSteps * Double(step) / Double(steps))
  }

  /// The radius after t of 8000 steps.
  public func radius(at t: Double) -> Double {
    switch curve {
    case .constant: return Self.initial
    case .squareRoot: return Self.initial / (t / 300 + 1).squareRoot()
    case .factor: return max(Self.final, Self.initial * .exp(t * .log(0.99)))
    case .multiFactor:
      // The last one is never met within a run, whose steps end before t = 8000.
      let milestones = [2000.0, 4000, 6000, 8000].filter { $0 <= t }.count
      return Self.initial * power(0.5, milestones)
    case .cosine:
      let phase = Double.cos(.pi * t / Self.referenceSteps)
      return Self.final + (Self.initial - Self.final) * (1 + phase) / 2
    }
  }
}
