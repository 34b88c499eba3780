import ArgumentParser
import Foundation

/// The command line tool: parse, call, print.
@main
struct Redit: ParsableCommand {
  static let version = "0.1.0"

  static let configuration = CommandConfiguration(
    commandName: "redit",
    abstract: "Find out, exactly and by simulation, what reward dithering does to GRPO.",
    discussion: """
      Dithering adds zero-mean noise of standard deviation sigma to the reward of each sampled \
      completion before GRPO computes group advantages (arXiv:2506.18631). 'redit terms' explains \
      the words and columns.
      """,
    version: version,
    subcommands: [
      VerifyCommand.self, CalibrateCommand.self, ClaimsCommand.self, SweepCommand.self,
      ExactCommand.self, PlotCommand.self, ReportCommand.self, TrainCommand.self,
      CompareCommand.self, MapCommand.self, TermsCommand.self,
    ])

  /// Arguments after the program's name.
  static var arguments: [String] {
    WholeNumber.spelledOut(Array(CommandLine.arguments.dropFirst()))
  }

  /// One clear line for what goes wrong; status 64 for usage, 1 otherwise.
  static func main() {
    do {
      try Suggestions(arguments: arguments).check()
      var command = try parseAsRoot(arguments)
      try command.run()
    } catch {
      let code = exitCode(for: error)
      if code.isSuccess || error is ExitCode { exit(withError: error) }
      let isUsage = error is UsageError || code == .validationFailure
      let text =
        isOwn(error) ? "\(error)" : Suggestions(arguments: arguments).improved(message(for: error))
      let line = text.split(separator: "\n").joined(separator: " ")
      FileHandle.standardError.write(Data("redit: \(line)\n".utf8))
      Foundation.exit(isUsage ? 64 : 1)
    }
  }

  private static func isOwn(_ error: any Error) -> Bool {
    error is UsageError || error is FileError || error is PlotError
  }
}
