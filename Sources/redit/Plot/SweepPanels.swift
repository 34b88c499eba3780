/// How the curves of a sweep are shared out among panels: one panel for up to twelve, else small
/// multiples by one thing that the settings say.
struct SweepPanels: Equatable {
  /// Places of curves, with what they share in words; empty words for a single panel.
  struct Panel: Equatable {
    let heading: String
    let curves: [Int]
  }

  let panels: [Panel]
  /// The look of each curve, by its place; curves of different panels that agree in all else share one.
  let looks: [Int]
  /// What each look stands for.
  let legend: [String]

  /// - Parameter isWhole: one panel however many curves.
  init(settings: [PlotSettings], labels: PlotLabels, isWhole: Bool = false) {
    guard settings.count > PlotStyle.count, !isWhole,
      let aspect = Self.aspect(settings, labels.differing)
    else {
      panels = [Panel(heading: "", curves: Array(settings.indices))]
      looks = Array(settings.indices)
      legend = labels.legend
      return
    }
    let headings = settings.map { PlotLabels.words(of: $0, aspects: [aspect]) }
    let rest = labels.differing.filter { $0 != aspect }
    let names = settings.map { PlotLabels.words(of: $0, aspects: rest) }
    panels = headings.inOrderOfAppearance.map { heading in
      Panel(heading: heading, curves: headings.indices.filter { headings[$0] == heading })
    }
    let distinct = names.inOrderOfAppearance
    legend = distinct
    looks = names.map { distinct.firstIndex(of: $0) ?? 0 }
  }

  /// What makes the fewest panels of twelve curves or fewer, with a legend as short; else what leaves
  /// the fewest curves in a panel; nil where settings differ in one thing only.
  private static func aspect(_ settings: [PlotSettings], _ differing: [Int]) -> Int? {
    guard differing.count > 1 else { return nil }
    let choices = differing.map { aspect in
      let rest = differing.filter { $0 != aspect }
      let panels = Set(settings.map { PlotLabels.words(of: $0, aspects: [aspect]) }).count
      let looks = Set(settings.map { PlotLabels.words(of: $0, aspects: rest) }).count
      return (aspect: aspect, panels: panels, looks: looks)
    }
    let fitting = choices.filter { $0.looks <= PlotStyle.count }
    if let best = fitting.min(by: { $0.panels < $1.panels }) { return best.aspect }
    return choices.min(by: { $0.looks < $1.looks })?.aspect
  }
}
