import GSL
import Policies
import Testing

/// A grader with steps, under the dithers of the classical theory.
@Suite struct RewardQuantizerTests {
  private func seen(
    _ step: Double, _ dither: QuantizerDither, _ reward: Double
  ) throws -> [[Double]] {
    try RewardChannel.quantizer(RewardQuantizer(step: step, dither: dither))
      .observations(of: reward).map { [$0.reward, $0.probability] }
  }

  @Test func `a whole step is told without a fraction`() throws {
    let text = { (step: Double, dither) in
      RewardChannel.quantizer(try RewardQuantizer(step: step, dither: dither)).text
    }
    #expect(try text(2, .none) == "rewards in steps of 2")
    #expect(try text(0.5, .uniform) == "rewards in steps of 0.5 after uniform dither")
  }

  @Test func `without dither the nearest step is seen, the upper one of two`() throws {
    #expect(try seen(0.25, .none, 0.3125) == [[0.25, 1]])
    #expect(try seen(0.25, .none, 0.375) == [[0.5, 1]])
    #expect(try seen(0.25, .none, -0.375) == [[-0.25, 1]])
    #expect(try seen(0.25, .none, -0.3125) == [[-0.25, 1]])
  }

  /// 5/16 is a quarter of a step above .25.
  @Test func `uniform dither splits between two steps`() throws {
    #expect(try seen(0.25, .uniform, 0.3125) == [[0.25, 0.75], [0.5, 0.25]])
    #expect(try seen(0.25, .uniform, -0.3125) == [[-0.5, 0.25], [-0.25, 0.75]])
  }

  /// Rest 1/4: (1/4)^2 / 2, 3/4 - 1/16, (3/4)^2 / 2.
  @Test func `triangular dither reaches three steps`() throws {
    let three: [[Double]] = [[0, 0.03125], [0.25, 0.6875], [0.5, 0.28125]]
    #expect(try seen(0.25, .triangular, 0.3125) == three)
    // Halfway between two steps each is as likely, and none beyond them.
    #expect(try seen(0.25, .triangular, 0.375) == [[0.25, 0.5], [0.5, 0.5]])
  }

  /// Right and wrong with steps of 1: uniform dither adds nothing, triangular noise of variance 1/4.
  @Test func `on a step there is nothing to linearise`() throws {
    #expect(try seen(1, .uniform, 1) == [[1, 1]])
    #expect(try seen(1, .none, 0) == [[0, 1]])
    let three: [[Double]] = [[-1, 0.125], [0, 0.75], [1, 0.125]]
    #expect(try seen(1, .triangular, 0) == three)
    // .3 / .1 is 2.9999999999999996.
    #expect(try seen(0.1, .uniform, 0.3).count == 1)
    #expect(try seen(0.1, .uniform, 0.7).count == 1)
  }

  /// 1,000 random rewards and steps, seed 21: mean r for both dithers, variance D^2 x(1-x) of uniform and
  /// D^2/4 of triangular; without dither and with the other's variance the same check fails.
  @Test func `the moments are those of the theory`() throws {
    var random = RandomStream(seed: 21, stream: 0)
    var worst = [QuantizerDither: (mean: Double, variance: Double)]()
    for _ in 0..<1000 {
      let (reward, step) = (6 * random.uniform() - 3, 0.05 + random.uniform())
      let part = reward / step - (reward / step).rounded(.down)
      for dither in QuantizerDither.allCases {
        let found = try seen(step, dither, reward)
        #expect(abs(found.reduce(-1) { $0 + $1[1] }) < 1e-14)
        let mean = found.reduce(0) { $0 + $1[0] * $1[1] }
        let variance = found.reduce(0) { $0 + ($1[0] - mean) * ($1[0] - mean) * $1[1] }
        let expected = step * step * (dither == .triangular ? 0.25 : part * (1 - part))
        let known = worst[dither] ?? (0, 0)
        worst[dither] = (
          max(known.mean, abs(mean - reward)), max(known.variance, abs(variance - expected))
        )
      }
    }
    for dither in [QuantizerDither.uniform, .triangular] {
      #expect(worst[dither]!.mean < 1e-13 && worst[dither]!.variance < 1e-13)
    }
    #expect(worst[.none]!.mean > 0.4 && worst[.none]!.variance > 0.2)
  }

  /// The dither itself, at the middles of 400 cells (squared for triangular): shares are right to 2/400,
  /// those of the other dither are off by .03 and more.
  @Test(arguments: [0.0, 0.1, 0.3, 0.5, 0.85])
  func `shares of the steps are those of rounding with a drawn dither`(place: Double) throws {
    let cells = 400
    let middles = (0..<cells).map { (Double($0) + 0.5) / Double(cells) - 0.5 }
    let sums: [QuantizerDither: [Double]] = [
      .uniform: middles, .triangular: middles.flatMap { u in middles.map { u + $0 } },
    ]
    for (dither, values) in sums {
      let rounded = values.map { (place + $0 + 0.5).rounded(.down) }
      func error(_ dither: QuantizerDither) throws -> Double {
        let found = try seen(1, dither, place)
        return [-1.0, 0, 1, 2].map { step in
          let share = Double(rounded.count { $0 == step }) / Double(values.count)
          return abs(share - (found.first { $0[0] == step }?[1] ?? 0))
        }.max()!
      }
      #expect(try error(dither) < 2 / Double(cells))
      // At half a step both dithers have the same shares.
      let other: QuantizerDither = dither == .uniform ? .triangular : .uniform
      #expect(try place == 0.5 || error(other) > 0.03)
    }
  }

  @Test(arguments: [0, -0.25, .infinity, .nan])
  func `a step is finite and above 0`(step: Double) {
    #expect(throws: PolicyError.self) { try RewardQuantizer(step: step) }
  }

  @Test func `rewards of more steps than are told apart are refused`() throws {
    #expect(throws: PolicyError.self) { try seen(1e-300, .uniform, 1) }
    #expect(throws: PolicyError.self) { try seen(1e-300, .uniform, 1e300) }
    #expect(try seen(1e-12, .uniform, 1).count <= 2)
  }
}
