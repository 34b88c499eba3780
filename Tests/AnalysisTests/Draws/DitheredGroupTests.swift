import GRPO
import GSL
import Testing

@testable import Analysis

/// Dithered rewards written down so that neither part is lost in the rounding of the other.
struct DitheredGroupTests {
  private static func fill(
    _ kind: AdvantageKind, _ family: NoiseFamily = .gaussian, sigma: Double, levels: [Double],
    outcomes: [Int], noises: [Double], sign: Double = 1
  ) throws -> [Double] {
    let setting = try Setting(kind, family, sigma: sigma, groupSize: outcomes.count)
    let group = DitheredGroup(setting, levels: levels, levelOfOutcome: Array(levels.indices))
    var dithered = [Double](repeating: 9, count: outcomes.count)
    group.fill(
      &dithered, outcomes: outcomes, rewards: outcomes.map { levels[$0] }, noises: noises,
      sign: sign)
    return dithered
  }

  @Test(arguments: AdvantageKind.allCases)
  func `rewards of ordinary size are the plain sums`(kind: AdvantageKind) throws {
    let noises = [0.3, -1.7, 0.11, 2.5]
    for sign in [1.0, -1, 0] {
      let found = try Self.fill(
        kind, sigma: 0.7, levels: [0, 0.1, 1], outcomes: [2, 0, 1, 1], noises: noises, sign: sign)
      #expect(found == zip([1, 0, 0.1, 0.1], noises).map { $0 + sign * 0.7 * $1 })
    }
  }

  /// At 1e9 the spacing of doubles is 1e-7, a thousandth of the noise: the lowest level goes first. Without a
  /// baseline it is part of the advantage and stays.
  @Test(arguments: AdvantageKind.allCases)
  func `a far common part is taken off before noise is added`(kind: AdvantageKind) throws {
    let noises = [0.3, -1.7, 0.11]
    let found = try Self.fill(
      kind, sigma: 1e-4, levels: [1e9, 1e9 + 1], outcomes: [1, 0, 1], noises: noises)
    let base = kind.ignoresShift ? 0 : 1e9
    #expect(found == zip([1.0, 0, 1], noises).map { base + $0 + 1e-4 * $1 })
  }

  /// One completion of another reward at every place of groups of 3 to 6, noise 1e-20 of the rewards: the
  /// others differ from each other by the difference of their noises to the last digits.
  @Test(arguments: [AdvantageKind.mean, .standardized, .leaveOneOut, .leaveOneOutStandardized])
  func `noise far below the rewards survives beside a lone one`(kind: AdvantageKind) throws {
    var random = RandomStream(seed: 4)
    for size in 3...6 {
      for lone in 0..<size {
        let noises = (0..<size).map { _ in random.gaussian() }
        let outcomes = (0..<size).map { $0 == lone ? 1 : 0 }
        let found = try Self.fill(
          kind, sigma: 1e-20, levels: [0.1, 0.9], outcomes: outcomes, noises: noises)
        let others = (0..<size).filter { $0 != lone }
        for i in others {
          for j in others {
            let right = 1e-20 * (noises[i] - noises[j])
            #expect(abs(found[i] - found[j] - right) <= 1e-34, "G \(size), lone \(lone)")
          }
          #expect(abs(found[lone] - found[i] - 0.8) < 1e-15)
        }
      }
    }
    // The groups of a batch share one zero, and reinforce has a zero of its own: nothing is moved.
    for kind in [AdvantageKind.reinforce, .batchStandardized] {
      let found = try Self.fill(
        kind, sigma: 1e-20, levels: [0, 1], outcomes: [0, 0, 1], noises: [1, 2, 3])
      #expect(found == [1e-20, 2e-20, 1])
    }
  }

  /// Signs times .2 on .2 and .6: .2 + .2 and .6 - .2 differ in the last place and are one value here, in
  /// groups that stand alone and, by one zero for all, in batches.
  @Test(arguments: [AdvantageKind.standardized, .leaveOneOutStandardized, .batchStandardized])
  func `what ties is equal to the last digit`(kind: AdvantageKind) throws {
    for order in [[0, 1, 1], [1, 0, 1], [1, 1, 0]] {
      let found = try Self.fill(
        kind, .rademacher, sigma: 0.2, levels: [0.2, 0.6], outcomes: order,
        noises: order.map { $0 == 0 ? 1 : -1 })
      #expect(Set(found).count == 1, "\(found)")
      let mirrored = try Self.fill(
        kind, .rademacher, sigma: 0.2, levels: [0.2, 0.6], outcomes: order,
        noises: order.map { $0 == 0 ? 1 : -1 }, sign: -1)
      let (low, high) = (mirrored.min()!, mirrored.max()!)
      #expect(Set(mirrored).count == 2 && abs(high - low - 0.8) < 1e-15)
    }
  }
}
