import GRPO
import GSL
import Testing

@testable import Analysis

/// Noise of one group after another, right and with an error planted.
struct NoiseSourceTests {
  /// Four groups of three completions, restarted before those named.
  private static func groups(
    _ error: PlantedError?, dither: Dither, restarts: Set<Int> = []
  ) -> [[Double]] {
    var source = NoiseSource(dither, faults: Faults(error))
    var random = RandomStream(seed: 5)
    var noise = [9.0, 9, 9]
    return (0..<4).map { group in
      if restarts.contains(group) { source.restart() }
      source.fill(&noise, rewards: [0, 1, 0], outcomes: [0, 1, 2], using: &random)
      return noise
    }
  }

  @Test(arguments: [[1.0], [1, 2, 0.5]])
  func `without an error it is the dither, number by number`(components: [Double]) throws {
    let dither = try Dither(.laplace, components: components)
    var random = RandomStream(seed: 5)
    var noise = [0.0, 0, 0]
    for found in Self.groups(nil, dither: dither, restarts: [2]) {
      dither.fill(&noise, using: &random)
      #expect(found == noise)
    }
  }

  /// Groups 0 and 1 share a draw, 2 and 3 the next; a restart makes any group the first.
  @Test func `every second group takes over the noise of the one before`() throws {
    let dither = try Dither(.gaussian)
    let right = Self.groups(nil, dither: dither)
    let found = Self.groups(.noiseReusedBetweenGroups, dither: dither)
    #expect(found == [right[0], right[0], right[1], right[1]])
    let restarted = Self.groups(.noiseReusedBetweenGroups, dither: dither, restarts: [1])
    #expect(restarted == [right[0], right[1], right[1], right[2]])
  }

  /// Rewards reach the error group by group: only the right completion is off.
  @Test func `an error sees the rewards of the group`() throws {
    let dither = try Dither(.gaussian)
    let right = Self.groups(nil, dither: dither)
    let found = Self.groups(.noiseScaleFollowsReward, dither: dither)
    for (a, b) in zip(found, right) {
      #expect(a[0] == b[0] && a[2] == b[2] && a[1] == 1.5 * b[1])
    }
  }
}
