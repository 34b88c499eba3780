import ArgumentParser
import Platform

/// The command line tool: parse, call, print.
@main
struct Redit: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: CommandRoot.name,
    abstract: "Find out, exactly and by simulation, what reward dithering does to GRPO.",
    discussion: """
      Dithering adds zero-mean noise of standard deviation sigma to the reward of each sampled \
      completion before GRPO computes group advantages (arXiv:2506.18631). 'redit terms' explains \
      the words and columns.

      Status: 0 done, 1 failed or not as expected, 3 nothing to check a log by, 64 wrong usage.

      The shell completes options, names and files after a line in its start-up file:
        bash  eval "$(redit --generate-completion-script bash)"
        zsh   eval "$(redit --generate-completion-script zsh)"   # after compinit
        fish  redit --generate-completion-script fish | source
      """,
    version: Version.text,
    subcommands: [
      VerifyCommand.self, CalibrateCommand.self, ClaimsCommand.self, SweepCommand.self,
      ExactCommand.self, AdvantagesCommand.self, AuditCommand.self, AdviseCommand.self,
      PlotCommand.self, ReportCommand.self, ExploreCommand.self, TrainCommand.self,
      CompareCommand.self, MapCommand.self, MergeCommand.self, StatusCommand.self,
      RepeatCommand.self, TermsCommand.self,
      ServeCommand.self,
      ColumnsCommand.self,
    ])

  /// One clear line for what goes wrong; status 64 for usage, 1 otherwise.
  static func main() {
    Descriptor.completeStandardStreams()
    Interruption.watch()
    let status = status()
    if status != 0 { Platform.exit(status) }
  }

  /// Does what `CurrentRun` is about and says what goes wrong; the exit status.
  static func status(
    parse: ([String]) throws -> any ParsableCommand = { try command($0) }
  ) -> Int32 {
    CommandRoot.register(Self.self)
    do {
      try suggestions.check()
      var command = try parse(CurrentRun.arguments)
      try command.run()
      return 0
    } catch {
      return status(of: error)
    }
  }

  /// The command that these arguments are of.
  ///
  /// From the root the parser makes the options of the command once more than by itself, which takes as long as a
  /// thousand exact laws. What the command refuses by itself, its help and all that is no command are the root's.
  ///
  /// - Throws: what parsing from the root throws.
  static func command(_ arguments: [String]) throws -> any ParsableCommand {
    if let type = configuration.subcommands.first(where: { $0._commandName == arguments.first }),
      let found = try? type.parseAsRoot(Array(arguments.dropFirst())), Swift.type(of: found) == type
    {
      return found
    }
    return try parseAsRoot(arguments)
  }

  private static func status(of error: any Error) -> Int32 {
    let code = exitCode(for: error)
    if let code = error as? ExitCode { return code.rawValue }
    if code.isSuccess {
      do {
        let message = fullMessage(for: error)
        // Asked for at each start, and a millisecond is much of one: added where it is read.
        try StandardOutput.write((message == Version.text ? Version.fullText : message) + "\n")
        return 0
      } catch {
        return status(of: error)
      }
    }
    let isUsage = error is UsageError || code == .validationFailure
    let text =
      isOwn(error)
      ? "\(error)" : suggestions.improved(message(for: error))
    StandardError.write("redit: \(ErrorLine.text(text))\n")
    return isUsage ? 64 : 1
  }

  private static var suggestions: Suggestions {
    Suggestions(arguments: CurrentRun.arguments, root: Self.self)
  }

  private static func isOwn(_ error: any Error) -> Bool {
    error is UsageError || error is FileError || error is PlotError
  }
}
