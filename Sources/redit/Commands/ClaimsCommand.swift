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

  func run() {
    for claim in Claim.catalogue {
      print("\(claim.name) (\(claim.origin.rawValue))\n  \(claim.statement)")
    }
  }
}
