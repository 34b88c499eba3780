/// A kind of file that the tool writes, with the figure that shows it.
///
/// A new kind is a file with a conforming type, and its place in ``FigureKinds/all``. Its figure
/// begins with the lines of a ``PlotFrame`` and takes colours and markers from ``PlotStyle``.
protocol Figure: SendableMetatype {
  /// What the file holds, in the plural: "sweeps".
  static var contents: String { get }
  /// The commands that write such a file.
  static var writers: [String] { get }
  /// Columns by which the kind is recognised; every file of the kind has them.
  static var signature: [String] { get }
  /// Whether a file is of the kind, by its header unless a kind looks closer.
  static func fits(_ table: CSVTable, choice: PlotChoice) -> Bool
  /// The options of `redit plot` that mean something here, without dashes.
  static var options: Set<String> { get }

  /// Reads what the figure shows.
  ///
  /// - Throws: ``PlotError`` for what is wrong in the file, `UsageError` for what is wrong in the
  ///   choice.
  init(table: CSVTable, choice: PlotChoice) throws

  /// The figure with lines through more points than the table has, where the laws are known.
  func refined(by laws: PlotLaws) throws -> Self

  /// The gnuplot script of the figure; `title` replaces the figure's own heading.
  func script(title: String?, canvas: PlotCanvas) -> String
}

extension Figure {
  static func fits(_ table: CSVTable, choice: PlotChoice) -> Bool {
    signature.allSatisfy(table.has)
  }

  func refined(by laws: PlotLaws) throws -> Self { self }
}

/// What to show of a file, as the options of `redit plot` say it.
struct PlotChoice: Equatable {
  /// `--y`.
  var quantity: String?
  /// `--policy`.
  var policy: String?
  /// `--claim`.
  var claim: String?

  fileprivate var given: [String] {
    [("y", quantity), ("policy", policy), ("claim", claim)].filter { $0.1 != nil }.map(\.0)
  }
}

/// Every kind of file that can be drawn; of two that fit, the first is taken.
enum FigureKinds {
  /// A map has the columns of a comparison and more: it comes first.
  static let all: [any Figure.Type] = [
    PassRateFigure.self, SweepFigure.self, VerdictFigure.self, CalibrationFigure.self,
    HeatMapFigure.self, ComparisonFigure.self, TrainingFigure.self,
  ]

  /// The figure of a table, its kind known by the header.
  ///
  /// - Throws: ``PlotError/unknownKind(columns:nearest:file:)`` when no kind has such a header.
  static func figure(of table: CSVTable, choice: PlotChoice) throws -> any Figure {
    guard let kind = all.first(where: { $0.fits(table, choice: choice) }) else {
      throw PlotError.unknownKind(
        columns: table.header, nearest: nearest(to: table), file: table.file)
    }
    for option in choice.given where !kind.options.contains(option) {
      let known = kind.options.sorted().map { "--\($0)" }.joined(separator: ", ")
      throw UsageError(
        "--\(option): not for \(kind.contents), which know \(known.isEmpty ? "no choice" : known)")
    }
    return try kind.init(table: table, choice: choice)
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
