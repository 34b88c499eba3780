import GRPO
import Policies

/// A law, with what prompts of the same levels share of it.
final class SharedLaw {
  let choice: AdvantageLaw
  /// For two reward levels, and groups of at most `largestTable`.
  let binary: BinaryTable?
  /// Ratio of the dithered to the undithered advantage of a correct completion, K = 1..G-1.
  let shrinkage: [Double]?

  /// The unit of the law's advantages.
  let unit: Double
  /// Why second moments are unknown; nil where they are known.
  let gap: String?

  private static let largestTable = 1 << 18

  /// - Throws: `NoExactLaw` where the law has none.
  init(_ choice: AdvantageLaw, _ prompt: PromptTable, setting: Setting) throws {
    self.choice = choice
    unit = choice.units.advantage
    gap = choice.law.secondMomentGap
    let groupSize = setting.groupSize
    let isBinary = choice.levels.count == 2 && !choice.isClosed && groupSize <= Self.largestTable
    binary =
      isBinary ? BinaryTable(choice.law, groupSize: groupSize, parts: prompt.parts) : nil
    // A table is filled as far as pass rates ask for it, shrinkage asks for every K.
    let isCheap = Double(groupSize) * choice.law.cost <= AdvantageLaw.workLimit
    shrinkage = isCheap ? try binary?.shrinkage(choice, prompt, setting: setting) : nil
  }
}

extension BinaryTable {
  /// - Throws: `NoExactLaw` where the law has none.
  fileprivate func shrinkage(
    _ choice: AdvantageLaw, _ prompt: PromptTable, setting: Setting
  ) throws -> [Double]? {
    guard prompt.parts == 1, setting.advantage.focal == 0, setting.advantage.kind == .standardized,
      choice.units.setting.advantage.kind == .standardized, setting.groupSize > 1
    else { return nil }
    let (levels, groupSize) = (choice.levels, setting.groupSize)
    let estimator = choice.units.setting.advantage
    var counts = [groupSize, 0]
    return try (1..<groupSize).map { k in
      (counts[0], counts[1]) = (groupSize - k, k)
      let raw = estimator.standardized(
        levels[1], in: CountedRewards(counts: counts, levels: levels), groupSize: groupSize)
      // Levels so near beside the noise that their difference is no number: the limit.
      return raw == 0 ? 0 : try upperMean(k) / raw
    }
  }
}
