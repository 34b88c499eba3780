import Analysis
import ArgumentParser
import Training

/// `redit claims`: what can be verified.
struct ClaimsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "claims", abstract: "List the claims that 'redit verify' decides.",
    discussion: """
      Origin 'paper': made for dithering in arXiv:2506.18631 or its neighbours, told here in our own
      words. Origin 'theorem': derived for this toolkit; we have not found it stated elsewhere.
      """)

  func run() throws {
    let entries = Claim.catalogue.map {
      "\($0.name) (\($0.origin.rawValue))\n  \($0.statement)\n"
    }
    try StandardOutput.write(entries.joined())
  }
}
