import Analysis
import GRPO
import Policies

/// Names of advantages and of objectives for the rows of a sweep.
struct RowLabels {
  /// In the order of the sweep's advantages.
  private let advantages: [String]
  /// Different ones, in the order of the prompts.
  private let objectives: [String]
  /// Of each prompt the place of its own.
  private let places: [Int]

  /// - Parameter advantages: their names, in the order of the sweep's advantages.
  init(
    _ prompts: [Prompt], advantages: [String], surrogate: Surrogate, channel: RewardChannel? = nil
  ) {
    self.advantages = advantages
    var known: [String: Int] = [:]
    var objectives: [String] = []
    places = prompts.map { prompt in
      let words = [
        Self.ratio(prompt, surrogate), surrogate.aggregationWords ?? "",
        Self.penalty(prompt, surrogate), channel?.text ?? "",
      ].filter { !$0.isEmpty }.joined(separator: "; ")
      if let place = known[words] { return place }
      known[words] = objectives.count
      objectives.append(words)
      return objectives.count - 1
    }
    self.objectives = objectives
  }

  /// The rows of one sweep, in the order it gives them: by prompt, then the set, and within each by
  /// advantage, noise, sigma.
  func label(_ rows: [SweepRow], of sweep: Sweep) throws -> [LabelledRow] {
    var labeller = try labeller(of: sweep)
    return rows.map { labeller.label($0) }
  }

  /// What labels the rows of one sweep one after another, in that order.
  func labeller(of sweep: Sweep) throws -> Labeller {
    let settings = try sweep.settings()
    let share = settings.count / advantages.count
    let whole = objectives.count == 1 ? objectives[0] : "differs by prompt"
    return Labeller(
      advantages: settings.indices.map { advantages[$0 / share] }, laws: settings.map(\.rule.law),
      texts: (objectives + [whole]).map { head in
        settings.map { ([head] + details($0)).joined(separator: "; ") }
      }, places: places)
  }

  /// Labels rows one after another.
  struct Labeller {
    /// By setting.
    fileprivate let advantages, laws: [String]
    /// By objective, that of the set last, then setting.
    fileprivate let texts: [[String]]
    fileprivate let places: [Int]
    private var prompt = 0
    private var setting = 0

    fileprivate init(advantages: [String], laws: [String], texts: [[String]], places: [Int]) {
      (self.advantages, self.laws, self.texts, self.places) = (advantages, laws, texts, places)
    }

    mutating func label(_ row: SweepRow) -> LabelledRow {
      let isSet = prompt >= places.count
      let labelled = LabelledRow(
        row: row, advantage: advantages[setting], law: laws[setting],
        objective: texts[isSet ? texts.count - 1 : places[prompt]][setting], isSet: isSet)
      setting += 1
      if setting == laws.count { (prompt, setting) = (prompt + 1, 0) }
      return labelled
    }
  }

  /// On policy every ratio is 1, and no clip acts.
  private static func ratio(_ prompt: Prompt, _ surrogate: Surrogate) -> String {
    guard let old = prompt.oldLogits else { return "on policy" }
    return "off policy from logits \(list(old)); \(surrogate.ratioWords)"
  }

  private static func penalty(_ prompt: Prompt, _ surrogate: Surrogate) -> String {
    guard surrogate.klCoefficient > 0, let reference = prompt.referenceLogits else { return "" }
    return
      "KL \(NumberText.short(surrogate.klCoefficient)) (\(surrogate.klEstimator.rawValue)) to logits "
      + list(reference)
  }

  private func details(_ setting: Setting) -> [String] {
    var words = setting.isUndithered ? [] : setting.dither.family.parameterWords
    let components = setting.dither.components
    if components.count > 1, !setting.isUndithered {
      words.append("components \(Self.list(components))")
    }
    if setting.advantage.kind == .batchStandardized {
      words.append("batches of \(setting.batchGroups) groups")
    }
    return words
  }

  /// Numbers with spaces between; long lists by their length.
  private static func list(_ numbers: [Double]) -> String {
    guard numbers.count <= 8 else { return "(\(numbers.count) of them)" }
    return numbers.map { NumberText.short($0) }.joined(separator: " ")
  }
}
