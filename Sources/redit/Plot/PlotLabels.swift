/// The words of a figure: what all curves share goes under the title, what differs in the legend.
struct PlotLabels: Equatable {
  let subtitle: String
  let legend: [String]
  /// Places, in ``aspects``, of what differs.
  let differing: [Int]

  init(data: PlotData) {
    let settings = data.curves.map(\.settings)
    differing = Self.differing(settings)
    let words =
      [Self.source(of: data)] + Self.shared(settings) + data.objective + Self.simulation(of: data)
    subtitle = words.inOrderOfAppearance.joined(separator: ", ")
    legend = settings.map { [differing] in
      let words = Self.words(of: $0, aspects: differing)
      return words.isEmpty ? $0.advantage : words
    }
  }

  /// Places of the aspects in which settings differ; not the law where the advantage's name tells it.
  static func differing(_ settings: [PlotSettings]) -> [Int] {
    aspects.indices.filter { index in
      values(settings, index).count > 1 && !(index == law && nameTellsLaw(settings))
    }
  }

  /// What all settings have in common, in words.
  static func shared(_ settings: [PlotSettings]) -> [String] {
    aspects.indices.compactMap { index in
      let values = values(settings, index)
      return values.count == 1 ? aspects[index].words(values[0]) : nil
    }.inOrderOfAppearance
  }

  /// The distinct values of an aspect where it applies.
  private static func values(_ settings: [PlotSettings], _ aspect: Int) -> [String] {
    settings.map(aspects[aspect].value).filter { !$0.isEmpty }.inOrderOfAppearance
  }

  /// One thing that settings say.
  private struct Aspect {
    let value: (PlotSettings) -> String
    let words: (String) -> String
  }

  private static var aspects: [Aspect] {
    [
      Aspect(value: \.advantage, words: { $0 }), Aspect(value: \.law, words: { $0 }),
      Aspect(value: \.noise, words: { "\($0) noise" }),
      Aspect(value: \.groupSize, words: { "G = \($0)" }),
      Aspect(value: \.ddof, words: { "ddof \($0)" }),
      Aspect(value: \.stabilizer, words: { "stabilizer \($0)" }),
      Aspect(value: \.clamp, words: { "clamp \($0)" }),
    ]
  }

  /// The place of the law among the aspects, and of the group size.
  private static let law = 1
  static let groupSize = 3

  /// Whether each name of an advantage stands for one law.
  private static func nameTellsLaw(_ settings: [PlotSettings]) -> Bool {
    Set(settings.map { [$0.advantage, $0.law] }).count == Set(settings.map(\.advantage)).count
  }

  /// What some aspects of a setting are, in words.
  static func words(of setting: PlotSettings, aspects chosen: [Int]) -> String {
    let values = aspects.map { $0.value(setting) }
    return chosen.filter { !values[$0].isEmpty }.map { aspects[$0].words(values[$0]) }
      .joined(separator: ", ")
  }

  private static func source(of data: PlotData) -> String {
    guard data.promptCount > 1 else { return data.policy.cut(to: 60) }
    return "set of \(data.promptCount) prompts"
  }

  /// Groups and seed, where estimates are drawn.
  private static func simulation(of data: PlotData) -> [String] {
    let drawsEstimates = data.curves.contains { $0.points.contains { $0.estimate != nil } }
    guard drawsEstimates, let least = data.groupCounts.first, let most = data.groupCounts.last
    else { return [] }
    let range = least == most ? grouped(most) : "\(grouped(least)) to \(grouped(most))"
    return ["\(range) groups per point"] + seed(data.seeds)
  }

  /// "seed 7".
  static func seed(_ seeds: [String]) -> [String] {
    seeds.count == 1 && UInt64(seeds[0]) != nil ? ["seed \(seeds[0])"] : []
  }

  /// 200000 as "200 000", with spaces that do not break.
  static func grouped(_ count: Int) -> String {
    let digits = Array(String(count))
    return digits.indices.reduce(into: "") { text, index in
      if index > 0, (digits.count - index) % 3 == 0 { text += "\u{202F}" }
      text.append(digits[index])
    }
  }

  /// The same of a number read from a file, which may be any.
  static func grouped(_ count: Double) -> String {
    Int(exactly: count).map { grouped($0) } ?? decimal(count)
  }
}
