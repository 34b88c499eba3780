/// Every kind of file that can be drawn; of two that fit, the first is taken.
enum FigureKinds {
  /// A map has the columns of a comparison and more: it comes first.
  static let all: [any Figure.Type] = [
    PassRateFigure.self, SweepFigure.self, VerdictFigure.self, CalibrationFigure.self,
    HeatMapFigure.self, ComparisonFigure.self, TrainingFigure.self, AdvantageFigure.self,
    AuditForecastFigure.self, AuditStepFigure.self, AuditGroupFigure.self, AuditPromptFigure.self,
  ]

  /// The figure of a table, its kind known by the header.
  ///
  /// - Throws: ``PlotError/unknownKind(columns:nearest:drawable:file:)`` when no kind has such a header.
  static func figure(of table: CSVTable, choice: PlotChoice) throws -> any Figure {
    guard let kind = all.first(where: { $0.fits(table, choice: choice) }) else {
      if ["claim", "origin", "statement"].allSatisfy(table.has) {
        throw PlotError.withoutFigure(
          contents: "claims",
          instead: "'redit verify --out FILE.csv' decides them, and that has one",
          file: table.file)
      }
      throw PlotError.unknownKind(
        columns: table.header, nearest: nearest(to: table), drawable: help, file: table.file)
    }
    for option in choice.given where !kind.options.contains(option) {
      let known = kind.options.sorted().map { "--\($0)" }.joined(separator: ", ")
      throw UsageError(
        "--\(option): not for \(kind.contents), which know \(known.isEmpty ? "no choice" : known)")
    }
    return try kind.init(table: table, choice: choice)
  }

  /// What an option can be for a file; none where it cannot be read.
  static func values(of option: String, in path: String) -> [String] {
    guard let table = try? CSVTable.read(path),
      let kind = all.first(where: { $0.fits(table, choice: PlotChoice()) })
    else { return [] }
    return kind.values(of: option, in: table)
  }

  /// The kind of which a header has most, with what it lacks of it; nil when it has nothing of any.
  private static func nearest(to table: CSVTable) -> PlotError.Nearest? {
    let shares = all.map { kind in
      (kind, Double(kind.signature.count(where: table.has)) / Double(kind.signature.count))
    }
    guard let best = shares.max(by: { $0.1 < $1.1 }), best.1 >= 0.5 else { return nil }
    return PlotError.Nearest(
      contents: best.0.contents, missing: best.0.signature.filter { !table.has($0) })
  }

  /// For help: what can be drawn.
  static var help: String {
    all.map { "\($0.contents) ('\($0.writers.joined(separator: "', '"))')" }
      .joined(separator: ", ")
  }
}
