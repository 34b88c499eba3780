import Analysis
import GRPO

/// The stops of the sliders of a page.
struct ExploreGrid {
  let advantages: [NamedAdvantage]
  /// Stops beside those that the advantages bring.
  let stabilizers: [Double]
  let groupSizes: [Int]
  let sigmas: [Double]
  let dither: Dither

  /// Group sizes that students know, by doubling.
  static let groupSizes = [2, 4, 8, 16, 32, 64]

  /// None, and ten a decade, each as round as ten a decade can be.
  static let sigmas: [Double] =
    [0]
    + ["e-4", "e-3", "e-2", "e-1"].flatMap { decade in
      ["1", "1.2", "1.5", "2", "2.5", "3", "4", "5", "6", "8"].map { Double($0 + decade)! }
    } + [1]

  /// None, those of verl and TRL, and three that an experiment may want.
  static let stabilizers = [0, 1e-6, 1e-4, 1e-3, 0.01, 0.1]

  /// - Throws: `AnalysisError` for an advantage that no table knows.
  func check(_ rule: AdvantageRule) throws {
    for size in groupSizes {
      _ = try RightSums.half(
        Setting(
          advantage: rule.estimator, dither: dither, sigma: 0, groupSize: size,
          aggregation: rule.aggregation))
    }
  }

  /// What advantages that differ in their stabilizer alone have in common.
  static func family(_ estimator: AdvantageEstimator) -> AdvantageEstimator {
    var family = estimator
    family.stabilizer = 0
    // A clamp that can act has no table.
    family.clamp = nil
    if !family.kind.dividesByDeviation { family.ddof = 0 }
    return family
  }

  /// The stops of a family, in increasing order.
  func stabilizers(_ family: AdvantageEstimator) -> [Double] {
    guard family.kind.divides else { return [0] }
    let own = advantages.map(\.estimator).filter { Self.family($0) == family }.map(\.stabilizer)
    return Set(own + stabilizers).sorted()
  }

  /// Numbers of all tables, four for each count of right completions.
  var numberCount: Int {
    let families = advantages.map { Self.family($0.estimator) }.inOrderOfAppearance
    let tables = families.reduce(0) { $0 + stabilizers($1).count }
    return 4 * tables * sigmas.count * groupSizes.reduce(0) { $0 + $1 / 2 + 1 }
  }
}
