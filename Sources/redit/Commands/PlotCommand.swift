import ArgumentParser
import Platform

/// `redit plot`: a CSV file of this tool as a figure.
struct PlotCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plot", _superCommandName: CommandRoot.name,
    abstract: "Draw a file that this tool wrote; its columns tell what it is.",
    usage: "redit plot <file> <options>",
    discussion: """
      A sweep ('redit sweep', 'redit exact'): one quantity (--y) against the dither's standard \
      deviation. Lines are exact laws, points are simulations with intervals of two standard errors. \
      The laws between the rows are computed by the .meta.json beside the file; without it a thin line \
      joins the table's points. \
      The hollow points left of the axis break stand for sigma = 0, no dither; a dashed line carries \
      their level across, so that a jump at sigma = 0+ is seen.

      A sweep over pass rates ('redit exact --pass-rate', or policies named p=.1 and so on): the \
      quantity against p, a panel for each advantage and group size, a curve for each sigma.

      Verdicts ('redit verify --format csv'): how far the simulation is from what each claim predicts \
      and from the exact value, in half-widths of its interval; with --claim the intervals of its \
      findings, one by one.

      A calibration ('redit calibrate --format csv'): how often each check raised a false alarm, \
      against how often it may; with --claim its checks, one by one.

      A comparison ('redit compare --format csv'): how many steps each noisy recipe takes, and where it \
      ends, against the same without noise. Recorded runs ('redit train'): a quantity (--y) against \
      the step.

      Example: redit plot out/sweep.csv --y snr --out out/snr.svg
      """)

  @Argument(
    help: "A CSV, JSON or JSON Lines file that redit wrote.",
    completion: .file(extensions: ["csv", "json", "jsonl"]))
  var file: String

  @Option(
    help: "The figure to write: .svg, .png or .pdf.",
    completion: .file(extensions: PlotCanvas.endings))
  var out: String?

  @Option(
    name: .customLong("y"),
    help: ArgumentHelp(
      """
      The quantity to draw; of a sweep \(PlotQuantity.allCases.map(\.rawValue).joined(separator: ", ")), \
      variance unless given; of recorded runs a column, value unless given.
      """, valueName: "quantity"),
    completion: .custom { words, _, _ in Self.values(of: "y", words) })
  var quantity: String?

  @Option(
    help: """
      The policy or prompt to draw, of a sweep (default: 'all', or the only one in the file).
      """,
    completion: .custom { words, _, _ in Self.values(of: "policy", words) })
  var policy: String?

  @Option(
    help: ArgumentHelp(
      "The claim to draw, of verdicts or a calibration (default: all of the file).",
      valueName: "name"),
    completion: .custom { words, _, _ in Self.values(of: "claim", words) })
  var claim: String?

  @Option(help: "The heading of the figure.")
  var title: String?

  @Flag(help: "Draw in the terminal, also when standard output is not one.")
  var terminal = false

  /// Rows that never were in a file have no record beside them: a JSON list, from programs.
  @Option(help: .hidden) var command: String?

  @Flag(help: "Overwrite a figure that is not an unchanged output of 'redit plot'.")
  var force = false

  /// What stands in the file on the command line so far.
  private static func values(of option: String, _ words: [String]) -> [String] {
    words.dropFirst().filter { !$0.hasPrefix("-") && access($0, R_OK) == 0 }
      .lazy.map { FigureKinds.values(of: option, in: $0) }.first { !$0.isEmpty } ?? []
  }

  private var choice: PlotChoice {
    PlotChoice(quantity: quantity, policy: policy, claim: claim)
  }

  private var laws: PlotLaws {
    let threads = ProcessInfo.processInfo.activeProcessorCount
    let arguments = command.flatMap {
      try? JSONDecoder().decode([String].self, from: Data($0.utf8))
    }
    let laws =
      arguments.map { SweepLaws(arguments: $0, threads: threads) }
      ?? SweepLaws(of: file, threads: threads)
    return laws?.laws ?? .none
  }

  private var drawsInTerminal: Bool { terminal || (out == nil && isatty(STDOUT_FILENO) == 1) }

  func validate() throws {
    if out == nil && !drawsInTerminal {
      throw ValidationError("nowhere to draw: give --out FILE.svg, or --terminal.")
    }
  }

  func run() throws {
    let canvas = try out.map { try PlotCanvas(typed: $0, option: "--out") }
    _ = try Gnuplot()
    let plan = try out.map { try OutputPlan([("--out", $0)], force: force) }
    let table = try CSVTable.read(file)
    if let out, let plan, let canvas {
      let figure = try drawPlot(
        table, canvas: canvas, choice: choice, title: title, laws: laws)
      let record = Manifest(arguments: RepeatableArguments.of(CurrentRun.arguments))
      try plan.write(["--out": figure], record)
      try StandardOutput.write("wrote \(out)\n")
    }
    if drawsInTerminal {
      try StandardOutput.write(terminalPlot(table, choice: choice, title: title, laws: laws))
    }
  }
}
