/// The words of a figure: what all curves share goes under the title, what differs in the legend.
struct PlotLabels: Equatable {
  let subtitle: String
  let legend: [String]

  init(data: PlotData) {
    let settings = data.curves.map(\.settings)
    var shared = [Self.source(of: data)]
    var labels = settings.map(\.advantage)
    for aspect in Self.aspects {
      let values = Set(settings.map(aspect.value)).subtracting([""])
      if values.count == 1 { shared.append(aspect.words(values.first ?? "")) }
      guard values.count > 1 else { continue }
      for (index, setting) in settings.enumerated() where !aspect.value(setting).isEmpty {
        labels[index] += ", " + aspect.words(aspect.value(setting))
      }
    }
    if let groups = Self.groups(of: data) { shared.append(groups) }
    subtitle = shared.joined(separator: ", ")
    legend = labels
  }

  private struct Aspect {
    let value: (PlotSettings) -> String
    let words: (String) -> String
  }

  private static var aspects: [Aspect] {
    [
      Aspect(value: \.noise, words: { "\($0) noise" }),
      Aspect(value: \.groupSize, words: { "G = \($0)" }),
      Aspect(value: \.ddof, words: { "ddof \($0)" }),
      Aspect(value: \.stabilizer, words: { "stabilizer \(withoutFraction($0))" }),
    ]
  }

  /// "0.0" as "0".
  private static func withoutFraction(_ number: String) -> String {
    number.hasSuffix(".0") ? String(number.dropLast(2)) : number
  }

  private static func source(of data: PlotData) -> String {
    guard data.promptCount > 1 else { return data.policy }
    return "set of \(data.promptCount) prompts"
  }

  private static func groups(of data: PlotData) -> String? {
    let drawsEstimates = data.curves.contains { $0.points.contains { $0.estimate != nil } }
    guard drawsEstimates, let least = data.groupCounts.first, let most = data.groupCounts.last
    else { return nil }
    let range = least == most ? grouped(most) : "\(grouped(least)) to \(grouped(most))"
    return "\(range) groups per point"
  }

  /// 200000 as "200 000", with spaces that do not break.
  static func grouped(_ count: Int) -> String {
    let digits = Array(String(count))
    return digits.indices.reduce(into: "") { text, index in
      if index > 0, (digits.count - index) % 3 == 0 { text += "\u{202F}" }
      text.append(digits[index])
    }
  }
}
