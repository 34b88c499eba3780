import Analysis
import ArgumentParser
import Platform
import Training

/// What was meant, where a word on the command line is not known.
struct Suggestions {
  /// As typed, without the program's name.
  let arguments: [String]
  /// The tool whose commands are known.
  let root: any ParsableCommand.Type

  /// Refuses what the parser would let pass: `help` about a command that there is not, a file of no
  /// known kind.
  func check() throws {
    try OutputEnding.check(arguments)
    guard arguments.first == "help", let topic = arguments.dropFirst().first else { return }
    guard topic.hasPrefix("-") || commands.contains(topic) else {
      throw UsageError(unknownCommand(topic))
    }
  }

  /// The parser's message about an unknown word, with what was meant; any other as it is.
  func improved(_ message: String) -> String {
    if let found = message.firstMatch(of: #/Unknown option '(--[^']*)'/#) {
      return unknownOption(String(found.1))
    }
    if let found = message.firstMatch(of: #/^The value '(.*)' is invalid for '(--[a-z-]+)/#) {
      return message + explanation(String(found.1), option: String(found.2), message)
    }
    guard let found = message.firstMatch(of: #/[Uu]nexpected arguments?:? '([^']*)'/#) else {
      return message
    }
    let word = String(found.1)
    guard let command else { return unknownCommand(word) }
    return unexpected(word, of: command, message)
  }

  /// The names of all commands.
  private var commands: [String] {
    root.configuration.subcommands.map { $0.configuration.commandName ?? "" } + ["help"]
  }

  /// The command that was typed, if it is one.
  private var command: String? {
    arguments.first.flatMap { commands.contains($0) ? $0 : nil }
  }

  private func unknownCommand(_ name: String) -> String {
    let guess = Names.suggestion(for: name, among: commands)
    return "unknown command '\(name)'\(guess.isEmpty ? ";" : guess) commands: "
      + commands.joined(separator: ", ")
  }

  /// Options of this command that are near, else the commands that have this very option.
  private func unknownOption(_ option: String) -> String {
    let known = command.map(options) ?? []
    if let near = Names.nearest(to: option, among: known) {
      return "unknown option '\(option)', did you mean \(near)?"
    }
    let others = commands.filter { $0 != command && options(of: $0).contains(option) }
    let place = others.isEmpty ? "" : "; it is one of redit \(others.joined(separator: ", "))"
    return "unknown option '\(option)'"
      + (command.map { "\(place) ('redit help \($0)' lists its own)" } ?? place)
  }

  /// What a number must look like, or which of the names offered is near.
  private func explanation(_ value: String, option: String, _ message: String) -> String {
    if WholeNumber.options.contains(option) || ["--group-size", "--target"].contains(option) {
      return " (a whole number such as 8 or 1e5, of 64 bits at most)"
    }
    guard let offer = message.firstRange(of: "Please provide one of ") else { return "" }
    let names = message[offer.upperBound...].matches(of: #/'([^']+)'/#).map { String($0.1) }
    return Names.nearest(to: value, among: names).map { " Did you mean \($0)?" } ?? ""
  }

  /// A claim in place, or a word too much.
  private func unexpected(_ word: String, of command: String, _ message: String) -> String {
    let claims = Claim.catalogue.map(\.name)
    let near = Names.match(word, among: claims) ?? Names.nearest(to: word, among: claims)
    if ["verify", "calibrate"].contains(command), let near {
      return "unexpected '\(word)', did you mean --claim \(near)?"
    }
    return message
  }

  /// The options of a command, read from its help.
  private func options(of command: String) -> [String] {
    let all = root.configuration.subcommands
    guard let type = all.first(where: { $0.configuration.commandName == command }) else {
      return []
    }
    return root.helpMessage(for: type, columns: 200).matches(of: #/(?m)^ +(?:-\w, )?(--[a-z-]+)/#)
      .map { String($0.1) }
  }
}
