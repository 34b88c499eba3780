import GRPO
import GSL

/// What every claim takes for granted of the noise, checked on the noise that is drawn: mean 0,
/// variance 1, independent within a group, between groups, streams and seeds.
enum NoiseHypotheses {
  static let groupSize = 16
  /// In standard deviations of the noise: a hundredth of its mean has to be visible, and two of its
  /// variance and correlations.
  static let meanMargin = 0.01
  static let margin = 0.02
  /// Apart from other runs of a claim.
  static let firstStream = 64

  /// Maxima of the reward components of GSM8K as the released code has them.
  static let componentMaxima = [2, 0.5, 1, 1, 0.5]

  static func examine(_ experiment: Experiment) throws -> [Finding] {
    // Of 12 degrees of freedom Student's t has a variance of its squares.
    let families = try NoiseFamily.all(NoiseParameters(degreesOfFreedom: 12))
    let dithers =
      try families.filter { !$0.isNone }.map { try Dither($0) } + [
        Dither(.uniform, components: componentMaxima)
      ]
    return try dithers.enumerated().flatMap { index, dither in
      try moments(experiment, dither, stream: firstStream + index)
    } + independence(experiment)
  }

  /// Within a group: the advantages of `reinforce` on rewards 0 at sigma 1 are the noise.
  private static func moments(
    _ experiment: Experiment, _ dither: Dither, stream: Int
  ) throws -> [Finding] {
    let group = try FixedGroup(
      rewards: Array(repeating: 0, count: groupSize), advantage: AdvantageEstimator(.reinforce),
      dither: dither, sigma: 1)
    let size = Double(groupSize)
    // By Cauchy-Schwarz the mean lies within the root of this on either side of 0, the product of
    // neighbours within this; the mean square lies between 0 and this.
    let square = group.energyBound.map { $0 / size }
    let found = try experiment.ditherGroup(
      group, stream: stream, statisticCount: 3,
      widths: [square.map { 2 * $0.squareRoot() }, square, square.map { 2 * $0 }]
    ) { _, noise, values in
      values[0] = 0
      values[2] = 0
      for i in noise.indices {
        values[0] += noise[i] / size
        values[2] += noise[i] * noise[i == 0 ? noise.count - 1 : i - 1] / size
      }
      values[1] = dot(noise, noise) / size
    }
    let components = dither.components.count
    let name = dither.family.name + (components > 1 ? ", \(components) components" : "")
    let rows = [("mean", 0.0), ("mean square", 1), ("product of neighbours", 0)]
    return zip(rows, found).map { row, estimate in
      Finding(
        variant: "noise", quantity: "\(row.0) (\(name))", claimed: row.1,
        ExactAndSimulated(exact: nil, estimate: estimate), expected: .holds,
        margin: row.0 == "mean" ? meanMargin : margin)
    }
  }

  /// Between groups: mean product of the noise of a group with that of another one.
  private static func independence(_ experiment: Experiment) throws -> [Finding] {
    let run = IndependentDraws(
      dither: try Dither(.uniform), groupSize: groupSize, sampling: experiment.sampling)
    return zip(IndependentDraws.Other.allCases, run.products()).map { other, estimate in
      Finding(
        variant: "noise", quantity: "product with \(other.rawValue) (uniform)", claimed: 0,
        ExactAndSimulated(exact: nil, estimate: estimate), expected: .holds, margin: margin)
    }
  }
}
