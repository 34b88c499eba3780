import GRPO
import Policies
import RealModule

/// What a group's gradient does at each pass rate, tabulated over [0, 1] for several settings.
///
/// Between the nodes, even in theta = asin sqrt p, values are interpolated linearly: good to about
/// 1e-6 G^2 of their range.
struct PassRateCurves: Sendable {
  /// Numbers of a setting: norm(E g)^2, E norm(g)^2.
  static let perSetting = 2

  private static let intervals = 512

  /// At each node `perSetting` numbers for each setting, NaN where no law is known.
  let width: Int
  private let values: [Double]

  /// Works the laws out at every node; those that other prompts take part in have none.
  init(_ settings: [Setting], threads: Int) throws {
    width = settings.count * Self.perSetting
    let rates = (0...Self.intervals).map { index in
      // In theta the number correct of a group is equally spread everywhere: no end needs finer nodes.
      let sine = Double.sin(.pi / 2 * Double(index) / Double(Self.intervals))
      return index == Self.intervals ? 1 : sine * sine
    }
    let set = try ProblemSet(
      rates.map { try Problem(Prompt.withPassRate(name: "p=\($0)", passRate: $0)) })
    let moments = try ExactLaw.moments(set, settings: settings, threads: threads)
    values = moments.flatMap { bySetting in
      zip(settings, bySetting).flatMap { setting, law in
        Self.row(law, isKnown: setting.advantage.kind != .batchStandardized)
      }
    }
  }

  private static func row(_ law: ExactMoments, isKnown: Bool) -> [Double] {
    guard isKnown, let gradient = law.expectedGradient, let energy = law.secondMoment else {
      return Array(repeating: .nan, count: perSetting)
    }
    return [dot(gradient, gradient), energy]
  }

  /// Adds `scale` times the numbers at a pass rate.
  func add(at rate: Double, scale: Double, to sums: inout [Double]) {
    let place = Double.asin(Swift.min(1, Swift.max(0, rate)).squareRoot()) * 2 / .pi
    let position = place * Double(Self.intervals)
    // Rate 1 is the right end of the last interval, not the left one of another.
    let node = Swift.min(Self.intervals - 1, Int(position))
    let (right, start) = (position - Double(node), node * width)
    for index in 0..<width {
      let value =
        (1 - right) * values[start + index] + right * values[start + width + index]
      sums[index] += scale * value
    }
  }
}
