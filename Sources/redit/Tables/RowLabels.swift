import Analysis
import GRPO
import Policies

/// Names of advantages and of objectives for the rows of a sweep.
struct RowLabels {
  /// In the order of the sweep's advantages.
  private let advantages: [String]
  private let surrogate: Surrogate
  /// By prompt.
  private var objectives: [String] = []

  /// - Parameter advantages: their names, in the order of the sweep's advantages.
  init(
    _ prompts: [Prompt], advantages: [String], surrogate: Surrogate, channel: RewardChannel? = nil
  ) {
    self.advantages = advantages
    self.surrogate = surrogate
    objectives = prompts.map { prompt in
      [ratio(prompt), surrogate.aggregationWords ?? "", penalty(prompt), channel?.text ?? ""].filter
      { !$0.isEmpty }.joined(
        separator: "; ")
    }
  }

  /// The rows of one sweep, in the order it gives them: by prompt, then the set, and within each by
  /// advantage, noise, sigma.
  func label(_ rows: [SweepRow], of sweep: Sweep) throws -> [LabelledRow] {
    let settings = try sweep.settings()
    let share = settings.count / advantages.count
    let distinct = objectives.inOrderOfAppearance
    let whole = distinct.count == 1 ? distinct[0] : "differs by prompt"
    let laws = settings.map(\.rule.law)
    let texts = Dictionary(
      uniqueKeysWithValues: (distinct + [whole]).inOrderOfAppearance.map { head in
        (head, settings.map { ([head] + details($0)).joined(separator: "; ") })
      })
    return rows.enumerated().map { index, row in
      let (prompt, setting) = index.quotientAndRemainder(dividingBy: settings.count)
      let isSet = prompt >= objectives.count
      return LabelledRow(
        row: row, advantage: advantages[setting / share], law: laws[setting],
        objective: texts[isSet ? whole : objectives[prompt]]![setting], isSet: isSet)
    }
  }

  /// On policy every ratio is 1, and no clip acts.
  private func ratio(_ prompt: Prompt) -> String {
    guard let old = prompt.oldLogits else { return "on policy" }
    return "off policy from logits \(list(old)); \(surrogate.ratioWords)"
  }

  private func penalty(_ prompt: Prompt) -> String {
    guard surrogate.klCoefficient > 0, let reference = prompt.referenceLogits else { return "" }
    return
      "KL \(NumberText.short(surrogate.klCoefficient)) (\(surrogate.klEstimator.rawValue)) to logits "
      + list(reference)
  }

  private func details(_ setting: Setting) -> [String] {
    var words = setting.isUndithered ? [] : setting.dither.family.parameterWords
    let components = setting.dither.components
    if components.count > 1, !setting.isUndithered {
      words.append("components \(list(components))")
    }
    if setting.advantage.kind == .batchStandardized {
      words.append("batches of \(setting.batchGroups) groups")
    }
    return words
  }

  /// Numbers with spaces between; long lists by their length.
  private func list(_ numbers: [Double]) -> String {
    guard numbers.count <= 8 else { return "(\(numbers.count) of them)" }
    return numbers.map { NumberText.short($0) }.joined(separator: " ")
  }
}
