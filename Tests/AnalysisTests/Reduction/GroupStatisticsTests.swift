import GRPO
import Policies
import Testing

@testable import Analysis

/// Expectations over the noise as linear functions of a group's statistics, against every sign of the noise.
struct GroupStatisticsTests {
  /// E[g | outcomes] and E[norm(g)^2 | outcomes] over all signs, gradients completion by completion.
  private static func enumerated(
    _ outcomes: [Int], _ problem: Problem, _ setting: Setting
  ) -> (gradient: [Double], square: Double) {
    var (mean, square) = ([Double](repeating: 0, count: problem.parameterCount), 0.0)
    let (size, weight) = (Double(outcomes.count), 1 / Double(1 << outcomes.count))
    forEachTuple(of: 2, length: outcomes.count) { signs in
      let rewards = zip(outcomes, signs).map {
        problem.rewards[$0] + setting.sigma * Double(2 * $1 - 1)
      }
      var gradient = [Double](repeating: 0, count: problem.parameterCount)
      for (outcome, advantage) in zip(outcomes, setting.advantage.advantages(of: rewards)) {
        let rows = advantage < 0 ? problem.negative ?? problem.positive : problem.positive
        rows.add(outcome, scale: advantage / size, to: &gradient)
        problem.penalty?.add(outcome, scale: 1 / size, to: &gradient)
      }
      add(gradient, scale: weight, to: &mean)
      square += weight * dot(gradient, gradient)
    }
    return (mean, square)
  }

  /// Rewards 0, 1/4 and 1 and signs times 3/16: exact sums. On policy, off it under a KL term, and under a
  /// clip too, where positive and negative advantages meet vectors of their own.
  private static func problems() throws -> [Problem] {
    let prompt = try Prompt(
      name: "off policy", policy: SoftmaxBandit(logits: [0.4, -0.3, 0.2, -0.6]),
      rewards: [0, 0.25, 1, 0], oldLogits: [0.1, 0.1, 0, -0.5],
      referenceLogits: [0, 0.3, 0.1, -0.2])
    let plain = try Prompt(
      name: "plain", policy: SoftmaxBandit(logits: [0.4, -0.3, 0.2]), rewards: [0, 0.25, 1])
    let clip = try ClipRange(low: 0.2, high: 0.2)
    return [
      try Problem(plain), try Problem(prompt, surrogate: Surrogate(klCoefficient: 0.04)),
      try Problem(prompt, surrogate: Surrogate(clipRange: clip, klCoefficient: 0.04)),
    ]
  }

  @Test(
    arguments: 0..<3, [AdvantageKind.standardized, .mean, .reinforce, .leaveOneOutStandardized])
  func `weights times statistics are the expectations`(index: Int, kind: AdvantageKind) throws {
    let problem = try Self.problems()[index]
    let setting = try Setting(
      advantage: AdvantageEstimator(kind, ddof: 1, stabilizer: 0.125), dither: Dither(.rademacher),
      sigma: 3.0 / 16, groupSize: 4)
    let noise = try ConditionalNoise(
      ProblemSet([problem]), prompt: 0, settings: [setting, setting.with(sigma: 0)])
    let layout = noise.statistics
    let sums = StatisticSums(layout, rows: noise.rows)
    let p = problem.parameterCount
    for outcomes in [[0, 1, 2, 0], [2, 2, 2, 2], [1, 2, 1, 1], [0, 2, 2, 1]] {
      sums.load(outcomes)
      var statistics = [Double](repeating: 0, count: layout.count)
      sums.add(to: &statistics)
      let weights = try noise.weights(counts: sums.composition)
      for (found, sigma) in zip(weights, [3.0 / 16, 0]) {
        let right = Self.enumerated(outcomes, problem, setting.with(sigma: sigma))
        #expect(found.share == 0.25)
        for j in 0..<p {
          var value = layout.hasPenalty ? found.share * statistics[layout.vectorCount * p + j] : 0
          for (a, weight) in found.first.enumerated() { value += weight * statistics[a * p + j] }
          #expect(abs(value - right.gradient[j]) < 1e-14, "\(outcomes), sigma \(sigma)")
        }
        let square = dot(found.scalars, Array(statistics[layout.linearCount...]))
        #expect(abs(square - right.square) < 1e-14, "\(outcomes), sigma \(sigma)")
      }
    }
  }

  /// No two numbers share a place, and all together fill the row.
  @Test(arguments: 0..<3) func `places are one to one`(index: Int) throws {
    let layout = GroupStatistics(try Self.problems()[index])
    #expect(layout.parts == (index == 2 ? 2 : 1) && layout.hasPenalty == (index > 0))
    var places = Array(0..<layout.linearCount)
    for a in 0..<layout.vectorCount {
      for b in 0...a {
        places.append(layout.gram(a, b))
        #expect(layout.gram(a, b) == layout.gram(b, a))
      }
    }
    for level in 0..<layout.levelCount {
      for part in 0..<layout.parts {
        for other in part..<layout.parts {
          places.append(layout.square(part, other, level))
          #expect(layout.square(part, other, level) == layout.square(other, part, level))
        }
      }
    }
    if layout.hasPenalty { places += (0...layout.vectorCount).map { layout.penalties + $0 } }
    #expect(places.sorted() == Array(0..<layout.count))
  }
}
