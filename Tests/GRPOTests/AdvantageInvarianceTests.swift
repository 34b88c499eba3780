import GRPO
import GSL
import RealModule
import Testing

/// All kinds on 500 random groups; the batch is the group repeated with a fixed other group.
private let groups = randomGroups(seed: 2024, count: 500)
private let baselined = AdvantageKind.allCases.filter(\.ignoresShift)
private let scaleFree: [AdvantageKind] = [.standardized, .batchStandardized]

private func advantages(_ kind: AdvantageKind, _ rewards: [Double]) throws -> [Double] {
  guard rewards.count >= kind.minimumGroupSize else { return [] }
  let batch = RewardSums(rewards + [rewards[0], rewards[1], rewards[1]])
  return try AdvantageEstimator(kind).advantages(of: rewards, batch: batch)
}

/// Rounding of a few sums of `count` terms, relative to the largest advantage.
private func rounding(_ advantages: [Double]) -> Double {
  let largest = advantages.reduce(0) { max($0, abs($1)) }
  return 8 * Double(advantages.count) * Double.ulpOfOne * largest
}

private func differ(_ a: [Double], _ b: [Double], beyond tolerance: Double) -> Bool {
  zip(a, b).contains { abs($0 - $1) > tolerance }
}

@Suite struct AdvantageInvarianceTests {
  // The shift is an exact sum of dyadic numbers, and the batch deviation moves by rounding only.
  @Test(arguments: baselined)
  func `adding a constant to all rewards changes nothing`(kind: AdvantageKind) throws {
    for rewards in groups {
      let before = try advantages(kind, rewards)
      let after = try advantages(kind, rewards.map { $0 + 37 })
      if kind == .batchStandardized {
        // Welford rounds its mean at 37: up to 64 half ulps of 37 over a spread above 2^-10.
        #expect(!differ(before, after, beyond: 1e-9))
      } else {
        #expect(before == after)
      }
    }
  }

  @Test(arguments: scaleFree)
  func `multiplying all rewards changes no standardized advantage`(kind: AdvantageKind) throws {
    for rewards in groups {
      let before = try advantages(kind, rewards)
      #expect(try before == advantages(kind, rewards.map { 0.125 * $0 }))
      let after = try advantages(kind, rewards.map { 3.7 * $0 })
      // 3.7 r is off by half an ulp of the largest reward, over a spread of at least 1/1000 of it.
      #expect(!differ(before, after, beyond: 1e-11))
      let flipped = try advantages(kind, rewards.map { -$0 })
      #expect(!differ(before, flipped.map { -$0 }, beyond: rounding(before)))
    }
  }

  // With s = 0 the value is unscaled, so only the groups where every s is positive are scale-free.
  @Test func `leave-one-out-standardized is scale-free unless the others agree`() throws {
    var seen = 0
    for rewards in groups where rewards.count >= 3 {
      let lone = rewards.indices.contains { left in
        Set(rewards.indices.filter { $0 != left }.map { rewards[$0] }).count == 1
      }
      let before = try advantages(.leaveOneOutStandardized, rewards)
      let after = try advantages(.leaveOneOutStandardized, rewards.map { 8 * $0 })
      if !lone {
        #expect(before == after)
        seen += 1
      } else if Set(rewards).count > 1 {
        #expect(before != after)
      }
    }
    #expect(seen > 400)
  }

  // d/m: the sign of the rewards goes out too.
  @Test func `mean-normalized advantages know no unit and no sign of the rewards`() throws {
    for rewards in groups {
      let before = try advantages(.meanNormalized, rewards)
      #expect(try before == advantages(.meanNormalized, rewards.map { 8 * $0 }))
      let flipped = try advantages(.meanNormalized, rewards.map { -0.5 * $0 })
      #expect(!differ(before, flipped, beyond: rounding(before)))
      // Its zero counts: the mean moves from m to m + 1.
      let mean = rewards.reduce(0, +) / Double(rewards.count)
      let moved = try advantages(.meanNormalized, rewards.map { $0 + 1 })
      #expect(
        !differ(
          before.map { $0 * mean / (mean + 1) }, moved, beyond: 1e-11 * (1 + rounding(before))))
    }
  }

  @Test(arguments: [AdvantageKind.reinforce, .mean, .leaveOneOut])
  func `linear advantages scale with the rewards`(kind: AdvantageKind) throws {
    for rewards in groups {
      let before = try advantages(kind, rewards)
      #expect(try advantages(kind, rewards.map { 4 * $0 }) == before.map { 4 * $0 })
      let flipped = try advantages(kind, rewards.map { -$0 })
      #expect(!differ(before, flipped.map { -$0 }, beyond: rounding(before)))
    }
  }

  @Test(arguments: AdvantageKind.allCases)
  func `permuting the rewards permutes the advantages`(kind: AdvantageKind) throws {
    var random = RandomStream(seed: 77)
    for rewards in groups where rewards.count >= 3 {
      var order = Array(rewards.indices)
      for last in order.indices.dropFirst().reversed() {
        order.swapAt(last, random.index(below: last + 1))
      }
      let batch = RewardSums(rewards)
      let estimator = try AdvantageEstimator(kind)
      let before = estimator.advantages(of: rewards, batch: batch)
      let after = estimator.advantages(of: order.map { rewards[$0] }, batch: batch)
      // The others' spread may be 1e-3 of the whole before it is summed afresh: 1e3 roundings.
      let slack = kind == .leaveOneOutStandardized ? 1e3 : 1
      #expect(!differ(order.map { before[$0] }, after, beyond: slack * rounding(before)))
    }
  }

  @Test(arguments: [
    AdvantageKind.mean, .leaveOneOut, .standardized, .batchStandardized, .meanNormalized,
  ])
  func `advantages with the group mean as baseline sum to 0`(kind: AdvantageKind) throws {
    for rewards in groups {
      let values = try advantages(kind, rewards)
      #expect(abs(values.reduce(0, +)) <= rounding(values))
    }
  }

  // sum A^2 = G (ddof 0), G - 1 (ddof 1)
  @Test(arguments: [0, 1])
  func `standardized advantages have a fixed energy`(ddof: Int) throws {
    let estimator = try AdvantageEstimator(.standardized, ddof: ddof)
    for rewards in groups where Set(rewards).count > 1 {
      let energy = estimator.advantages(of: rewards).reduce(0) { $0 + $1 * $1 }
      let expected = Double(rewards.count - ddof)
      #expect(abs(energy / expected - 1) < 8 * Double(rewards.count) * Double.ulpOfOne)
    }
  }

  @Test func `leave-one-out is the reward minus the mean of the others`() throws {
    for rewards in groups {
      let values = try advantages(.leaveOneOut, rewards)
      let centred = try advantages(.mean, rewards)
      let size = Double(rewards.count)
      let total = rewards.reduce(0, +)
      for index in rewards.indices {
        let others = (total - rewards[index]) / (size - 1)
        #expect(abs(values[index] - (rewards[index] - others)) < 64 * 16 * Double.ulpOfOne)
        #expect(abs(values[index] - size / (size - 1) * centred[index]) <= rounding(values))
      }
    }
  }

  // Direct two-pass formula on the others, for dithered groups where one reward holds nearly all
  // of the spread and the difference SS - G/(G-1) d^2 alone would keep no digit.
  @Test(arguments: [1e-1, 1e-3, 1e-6, 1e-9])
  func `leave-one-out-standardized keeps its digits for a lone success`(sigma: Double) throws {
    let lone = [1.0] + [Double](repeating: 0, count: 15)
    let estimator = try AdvantageEstimator(.leaveOneOutStandardized, ddof: 1)
    for rewards in ditheredGroups(of: lone, sigma: sigma, seed: 31, count: 50) {
      let values = estimator.advantages(of: rewards)
      for index in rewards.indices {
        let others = rewards.indices.filter { $0 != index }.map { rewards[$0] }
        let mean = others.reduce(0, +) / 15
        let squares = others.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        let expected = (rewards[index] - mean) / .sqrt(squares / 14)
        #expect(abs(values[index] - expected) <= 1e-11 * max(1, abs(expected)))
      }
    }
  }

  // The negative control of the above: the difference of sums of squares, without the fresh sum.
  @Test func `the difference of sums of squares alone would fail`() {
    let lone = [1.0] + [Double](repeating: 0, count: 15)
    let rewards = ditheredGroups(of: lone, sigma: 1e-9, seed: 31, count: 1)[0]
    let mean = rewards.reduce(0, +) / 16
    let total = rewards.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let difference = total - 16.0 / 15 * (rewards[0] - mean) * (rewards[0] - mean)
    let others = rewards.dropFirst()
    let centre = others.reduce(0, +) / 15
    let direct = others.reduce(0) { $0 + ($1 - centre) * ($1 - centre) }
    #expect(abs(difference / direct - 1) > 0.1)
  }
}
