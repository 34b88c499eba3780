import GRPO
import Testing

@testable import redit

/// The stops of a page, and which advantages share tables.
struct ExploreGridTests {
  @Test func `sigmas rise from 0, and hold those that lessons speak of`() {
    let sigmas = ExploreGrid.sigmas
    #expect(sigmas.first == 0 && sigmas.last == 1 && sigmas.count == 42)
    #expect(zip(sigmas, sigmas.dropFirst()).allSatisfy { $0 < $1 })
    for sigma in [1e-4, 0.01, 0.02, 0.05, 0.1, 0.3, 0.5] { #expect(sigmas.contains(sigma)) }
  }

  @Test func `advantages that differ in their stabilizer share tables`() throws {
    let names = ["trl", "verl", "dr-grpo", "grpo"]
    let advantages = try names.map {
      NamedAdvantage(name: $0, rule: try AdvantagePreset(name: $0).rule)
    }
    let grid = ExploreGrid(
      advantages: advantages, stabilizers: [0, 0.1], groupSizes: [2, 5], sigmas: [0, 0.5],
      dither: try Dither(.gaussian))
    let families = advantages.map { ExploreGrid.family($0.estimator) }
    #expect(families[0] == families[1])
    #expect(families[0] != families[3], "ddof 1 and 0")
    #expect(grid.stabilizers(families[0]) == [0, 1e-6, 1e-4, 0.1])
    #expect(grid.stabilizers(families[2]) == [0], "divides by nothing")
    #expect(grid.stabilizers(families[3]) == [0, 0.1])
    // Four numbers for 7 tables, 2 sigmas, and K = 0, 1 of groups of 2 and K = 0, 1, 2 of groups of 5.
    #expect(grid.numberCount == 280)
  }
}
