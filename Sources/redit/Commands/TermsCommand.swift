import ArgumentParser

/// `redit terms`: what the words and the columns mean.
struct TermsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "terms", _superCommandName: CommandRoot.name,
    abstract: "Explain the words of the tables and of the help.",
    discussion: Glossary.text)

  func run() throws {
    try StandardOutput.write(Glossary.text.wrapped(to: Terminal.width) + "\n")
  }
}
