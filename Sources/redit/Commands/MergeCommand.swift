import ArgumentParser
import Platform

/// `redit merge`: the output of a run from the parts of its shards.
struct MergeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge", _superCommandName: CommandRoot.name,
    abstract: "Put the parts of a run together: the bytes of one run.",
    discussion: """
      The parts tell which command they are of. Refuses, by name, a part that is missing, cut, damaged, there \
      twice with other content, or of another seed, version, option, input or arithmetic, and says what to run \
      again. Inputs are read where the command was given: merge in the same folder.

      Example, a run in two shards, here one after the other:
        redit calibrate --claim ShrinkageLaw --seeds 40 --shard 1/2 --parts parts
        redit calibrate --claim ShrinkageLaw --seeds 40 --shard 2/2 --parts parts
        redit merge parts --out calibration.csv
      """)

  @Argument(
    help: ArgumentHelp("Folder of the parts.", valueName: "dir"), completion: .directory)
  var folder: String

  @Option(
    help: ArgumentHelp(
      "File to write (default: -, standard output). A .meta.json beside it tells 'redit repeat' how.",
      valueName: "file"), completion: .file())
  var out: String?

  @Option(
    help: ArgumentHelp(
      "Format of the output, as the command of the parts has them (default: by the ending of --out).",
      valueName: "format"))
  var format: String?

  @Option(
    help: ArgumentHelp(
      "Picture to draw, .svg, .png or .pdf, where the command of the parts has one.",
      valueName: "file"),
    completion: .file(extensions: PlotCanvas.endings))
  var plot: String?

  @Option(
    help: ArgumentHelp(
      "Page to write, where the command of the parts has one.", valueName: "file.html"),
    completion: .file(extensions: ["html", "htm"]))
  var page: String?

  @Option(
    help: ArgumentHelp(
      "Rows of the output, where the command of the parts has several tables.", valueName: "name"))
  var table: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Threads (default: all cores); results do not depend on it.", valueName: "n"))
  var threads: Int?

  @Flag(help: "Every check, where the command of the parts shows fewer.")
  var details = false

  @Flag(help: "Every column and row of the table, however wide (default: what fits the terminal).")
  var wide = false

  @Flag(help: "Overwrite files that are not unchanged outputs of the same command.")
  var force = false

  func run() throws {
    let found = try PartFolder(folder)
    if let refusal = found.refusal { throw FileError(refusal) }
    let arguments = found.header.arguments + output
    var command: any ParsableCommand
    do {
      command = try CommandRoot.command(arguments + threadOptions(arguments))
    } catch {
      throw UsageError(
        "\(folder) is of 'redit \(arguments.first ?? "")': \(CommandRoot.message(for: error))")
    }
    CurrentRun.begin(arguments, mergedFolder: folder)
    try command.run()
  }

  /// Not of a command that has no threads, on which nothing depends.
  private func threadOptions(_ arguments: [String]) -> [String] {
    guard let threads else { return [] }
    let options = ["--threads", "\(threads)"]
    return (try? CommandRoot.command(arguments + options)) == nil ? [] : options
  }

  private var output: [String] {
    let values = [
      ("--out", out), ("--table", table), ("--format", format), ("--plot", plot), ("--page", page),
    ]
    let flags = [("--wide", wide), ("--details", details), ("--force", force)]
    return values.flatMap { name, value in value.map { [name, $0] } ?? [] }
      + flags.filter(\.1).map(\.0)
  }
}
