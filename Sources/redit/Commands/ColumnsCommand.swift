import ArgumentParser
import Platform

/// `redit columns`: what the columns of a file mean.
struct ColumnsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "columns", _superCommandName: CommandRoot.name,
    abstract: "Say what the columns of a command's output are.",
    discussion: """
      Name, unit and meaning of every column in CSV and JSON, as the command writes them.

      Examples:
        redit columns sweep
        redit columns train --format csv
      """)

  @Argument(
    help: ArgumentHelp(
      "\(TableKind.all.map(\.name).joined(separator: ", ")) (default: all).", valueName: "command"),
    completion: .list(TableKind.all.map(\.name)))
  var name: String?

  @OptionGroup(title: "Output") var output: TextOutput

  func run() throws {
    let files = try output.plan()
    let kinds = try chosen()
    let lines = kinds.flatMap { kind in
      kind.entries.map { ColumnLine(kind: kind, entry: $0) }
    }
    let text =
      switch output.resolvedFormat {
      case .table: kinds.map { Self.listed($0, width: output.width) }.joined(separator: "\n")
      case .markdown: kinds.map(\.markdown).joined(separator: "\n")
      case .csv: ColumnTable.table.csv(lines)
      case .json: try ColumnTable.table.json(lines)
      }
    try files.write(["--out": Data(text.utf8)], Manifest(arguments: output.arguments))
  }

  private func chosen() throws -> [TableKind] {
    guard let name else { return TableKind.all }
    let names = TableKind.all.map(\.name)
    let match = try Names.one(name, among: names, option: "columns")
    return TableKind.all.filter { $0.name == match }
  }

  private static func listed(_ kind: TableKind, width: Int?) -> String {
    kind.entries.reduce("redit \(kind.name)\n") { text, entry in
      let unit = entry.unit.isEmpty ? "" : " (\(entry.unit))"
      let presence = entry.presence.isEmpty ? "" : "; \(entry.presence)"
      return text + "  \(entry.name)\(unit): \(entry.meaning)\(presence)\n"
    }.wrapped(to: width)
  }
}
