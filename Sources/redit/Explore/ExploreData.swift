import Analysis
import Platform
import GRPO
import Policies

/// What a page of `redit explore` has baked into it: for every group size, sigma and count of right completions the
/// moments of the advantages, from which the page adds up everything else for any pass rate.
struct ExploreData: Encodable {
  /// An advantage as the page offers it.
  struct OfferedAdvantage: Encodable {
    let name, law, kind, denominator: String
    let ddof: Int
    let stabilizer: Double
    /// Which tables are its own: those of the same `family`.
    let family: Int
  }

  /// The moments of a family at one stabilizer.
  struct BakedTable: Encodable {
    let family: Int
    let stabilizer: Double
    /// Single precision, little-endian, in base 64: by group size, sigma and K = 0 ... floor(G/2) the four numbers of
    /// ``RightSums``, as declared.
    let moments: String
  }

  /// Pass rates with how often each is drawn.
  struct WeightedRate: Encodable {
    let rate, weight: Double
  }

  let version = Version.current
  let noise: String
  let groupSizes: [Int]
  /// In increasing order, from 0.
  let sigmas: [Double]
  let advantages: [OfferedAdvantage]
  let tables: [BakedTable]
  /// Of `--prompts`; empty for none.
  let rates: [WeightedRate]
  /// How the outcomes of a bandit of a given pass rate share it.
  let rightShares = Prompt.rightShares
  let wrongShares = Prompt.wrongShares

  /// Works the tables out, over threads.
  init(_ grid: ExploreGrid, rates: [WeightedRate], threads: Int) throws {
    noise = grid.dither.family.name
    groupSizes = grid.groupSizes
    sigmas = grid.sigmas
    let families = grid.advantages.map { ExploreGrid.family($0.estimator) }
    let distinct = families.inOrderOfAppearance
    advantages = zip(grid.advantages, families).map { advantage, family in
      let estimator = advantage.estimator
      return OfferedAdvantage(
        name: advantage.name, law: estimator.law, kind: estimator.kind.rawValue,
        denominator: estimator.denominator.rawValue, ddof: estimator.ddof,
        stabilizer: estimator.stabilizer, family: distinct.firstIndex(of: family)!)
    }
    let wanted = distinct.enumerated().flatMap { index, family in
      grid.stabilizers(family).map { (family: index, estimator: family, stabilizer: $0) }
    }
    tables = try ParallelMap(threads: threads).map(wanted.indices) {
      { index in
        var estimator = wanted[index].estimator
        estimator.stabilizer = wanted[index].stabilizer
        return BakedTable(
          family: wanted[index].family, stabilizer: estimator.stabilizer,
          moments: try Self.moments(estimator, grid))
      }
    }
    self.rates = rates
  }

  private static func moments(
    _ estimator: AdvantageEstimator, _ grid: ExploreGrid
  ) throws -> String {
    var bytes = Data()
    for size in grid.groupSizes {
      for sigma in grid.sigmas {
        let setting = try Setting(
          advantage: estimator, dither: grid.dither, sigma: sigma, groupSize: size)
        for sums in try RightSums.half(setting) {
          for value in [sums.mean, sums.square, sums.right, sums.wrong] {
            withUnsafeBytes(of: Float(value).bitPattern.littleEndian) {
              bytes.append(contentsOf: $0)
            }
          }
        }
      }
    }
    return bytes.base64EncodedString()
  }
}
