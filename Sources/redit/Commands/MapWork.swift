import Analysis
import Platform
import Training

/// The regimes of a map, one after another.
struct MapWork: UnitWork {
  let regimes: [Regime]
  let noises: [RewardNoise]
  /// Of each recipe.
  let runs: Int
  let sampling: Sampling

  var unitCount: Int { regimes.count }

  var unitName: String { "row of the map" }

  func perform(
    _ units: Range<Int>, progress: (Double) -> Void,
    take: (Range<Int>, RegimeFinding) throws -> Void
  ) throws {
    for unit in units {
      let found = try regimes[unit].find(noises, runs: runs, sampling) {
        progress((Double(unit - units.lowerBound) + $0) / Double(units.count))
      }
      try take(unit..<unit + 1, found)
    }
  }

  /// The cells of a unit.
  ///
  /// - Throws: `FileError` for what was found with other noises.
  func cells(_ units: Range<Int>, _ found: RegimeFinding) throws -> [RegimeCell] {
    guard units.count == 1, found.noises.count == noises.count else {
      throw FileError("a piece is of other noises than its part says")
    }
    return regimes[units.lowerBound].cells(noises, found)
  }

  func estimatedSeconds() throws -> Double? {
    let some = Set([0, regimes.count / 2, regimes.count - 1])
    let sum = try some.reduce(0) { try $0 + seconds(regimes[$1]) }
    return sum / Double(some.count) * Double(regimes.count)
  }

  /// Runs by a trial of all recipes; the laws by that of one noise, in which runs that collapse have one step.
  private func seconds(_ regime: Regime) throws -> Double {
    let recipes = [regime.recipe] + noises.map { regime.recipe.with(noise: [$0]) }
    let each = try recipes.secondsPerRun(of: regime.task, regime.plan, sampling)
    var short = regime.plan
    short.steps = 1
    let laws = ShortTrial.seconds { _ = regime.task.explain(recipes[1], plan: short, sampling) }
    let collapsing = Double(Explanation.collapseRuns * noises.count) / Double(recipes.count)
    return each * (Double(runs) + collapsing) + laws * Double(noises.count)
  }
}
