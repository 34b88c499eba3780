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
  /// Those of them that may be empty in every row, which JSON then leaves out.
  static var mayBeEmpty: Set<String> { get }
  /// What an option of `redit plot` can be for a file of the kind, for completion.
  static func values(of option: String, in table: CSVTable) -> [String]
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
    signature.allSatisfy { table.has($0) || (table.isJSON && mayBeEmpty.contains($0)) }
  }

  static var mayBeEmpty: Set<String> { [] }

  static func values(of option: String, in table: CSVTable) -> [String] {
    options.contains(option) ? (try? table.texts(option)) ?? [] : []
  }

  func refined(by laws: PlotLaws) throws -> Self { self }
}
