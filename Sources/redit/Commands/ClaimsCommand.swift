import ArgumentParser
import Platform

/// `redit claims`: what can be verified.
struct ClaimsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "claims", _superCommandName: CommandRoot.name,
    abstract: "List the claims that 'redit verify' decides.",
    discussion: """
      Each with its statement and the files that hold its exact law, proof, test and lesson.

      Origin 'paper': made for dithering in arXiv:2506.18631 or its neighbours, told here in our own
      words. Origin 'theorem': derived for this toolkit; we have not found it stated elsewhere.
      """)

  @OptionGroup(title: "Output") var output: TextOutput

  func run() throws {
    let files = try output.plan()
    let text = try ClaimText.text(output.resolvedFormat, width: output.width)
    try files.write(["--out": Data(text.utf8)], Manifest(arguments: output.arguments))
  }
}
