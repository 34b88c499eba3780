import ArgumentParser
import Foundation

/// `redit plot`: a sweep's CSV file as a figure.
struct PlotCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plot",
    abstract: "Draw a sweep: one quantity against the dither's standard deviation.",
    discussion: """
      Lines are exact laws, points are simulations with intervals of two standard errors. The \
      hollow points left of the axis break stand for sigma = 0, no dither; a dashed line carries \
      their level across, so that a jump at sigma = 0+ is seen.

      Example: redit plot out/sweep.csv --out out/sweep.svg
      """)

  @Argument(help: "The CSV file that 'redit sweep' wrote.", completion: .file(extensions: ["csv"]))
  var file: String

  @Option(
    help: "The figure to write: .svg or .png.", completion: .file(extensions: ["svg", "png"]))
  var out: String?

  @Option(name: .customLong("y"), help: "The quantity to draw.")
  var quantity: PlotQuantity = .variance

  @Option(help: "The policy or prompt to draw (default: 'all', or the only one in the file).")
  var policy: String?

  @Option(help: "The heading of the figure.")
  var title: String?

  @Flag(help: "Draw in the terminal, also when standard output is not one.")
  var terminal = false

  private var drawsInTerminal: Bool { terminal || (out == nil && isatty(STDOUT_FILENO) == 1) }

  func validate() throws {
    if out == nil && !drawsInTerminal {
      throw ValidationError("nowhere to draw: give --out FILE.svg, or --terminal.")
    }
  }

  func run() throws {
    if let out {
      try drawPlot(csv: file, to: out, quantity: quantity, policy: policy, title: title)
      print("wrote \(out)")
    }
    if drawsInTerminal {
      let figure = try terminalPlot(csv: file, quantity: quantity, policy: policy, title: title)
      print(figure, terminator: "")
    }
  }
}
