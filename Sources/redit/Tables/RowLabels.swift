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
    var labeller = labeller(of: try sweep.settings())
    return rows.map { labeller.label($0) }
  }

  /// What labels the rows of a sweep of these settings one after another, in that order.
  func labeller(of settings: [Setting]) -> Labeller {
    let share = settings.count / advantages.count
    let whole = objectives.count == 1 ? objectives[0] : "differs by prompt"
    // Settings of one advantage and noise stand together, and differ in their sigmas.
    let laws = Self.runs(of: settings, by: { $0.rule }) { $0.rule.law }
    let noises = Self.runs(of: settings, by: { $0.dither }) { $0.dither.label }
    let details = Self.runs(
      of: settings,
      by: { Details(dither: $0.dither, isUndithered: $0.isUndithered, rule: $0.rule) },
      self.details)
    return Labeller(
      words: (objectives + [whole]).map { head in
        let texts = Self.runs(of: details, by: { $0 }) { ([head] + $0).joined(separator: "; ") }
        let words = settings.indices.map {
          RowWords(
            advantage: advantages[$0 / share], noise: noises[$0], law: laws[$0],
            objective: texts[$0])
        }
        return Self.runs(of: words, by: { $0 }) { $0 }
      }, places: places)
  }

  /// What details are told of.
  private struct Details: Equatable {
    let dither: Dither
    let isUndithered: Bool
    let rule: AdvantageRule
  }

  /// The words for each element, made once for neighbours that are alike in what they tell.
  private static func runs<Element, Key: Equatable, Words>(
    of elements: [Element], by key: (Element) -> Key, _ words: (Element) -> Words
  ) -> [Words] {
    var (all, last) = ([Words](), nil as (key: Key, words: Words)?)
    all.reserveCapacity(elements.count)
    for element in elements {
      let own = key(element)
      if last == nil || last!.key != own { last = (own, words(element)) }
      all.append(last!.words)
    }
    return all
  }

  /// Labels rows one after another.
  struct Labeller {
    /// By objective, that of the set last, then setting.
    private let words: [[RowWords]]
    private let places: [Int]
    private var prompt = 0
    private var setting = 0

    fileprivate init(words: [[RowWords]], places: [Int]) {
      (self.words, self.places) = (words, places)
    }

    mutating func label(_ row: SweepRow) -> LabelledRow {
      let isSet = prompt >= places.count
      let labelled = LabelledRow(
        row: row, words: words[isSet ? words.count - 1 : places[prompt]][setting], isSet: isSet,
        isOfMany: places.count > 1 && words.count == 2 && row.figures.simulated == nil)
      setting += 1
      if setting == words[0].count { (prompt, setting) = (prompt + 1, 0) }
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
