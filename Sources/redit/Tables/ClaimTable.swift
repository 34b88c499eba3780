import Analysis
import Training

/// What `redit claims` writes.
enum ClaimTable {
  static let table = Table<Claim>([
    Column("claim", "", "its name") { .text($0.name) },
    Column("origin", "", "`paper` or `theorem`: whose it is") { .text($0.origin.rawValue) },
    Column("statement", "", "what it says, in our words") { .text($0.statement) },
    Column("law", "", "file that states and computes it") { .text(sources($0)?.law ?? "") },
    Column("proof", "", "files that prove it, on paper, then for Coq") {
      .text(sources($0)?.proofs.joined(separator: " ") ?? "")
    },
    Column("test", "", "file that tests it") { .text(sources($0)?.test ?? "") },
    Column("lesson", "", "file that teaches it") { .text(sources($0)?.lesson ?? "") },
  ])

  private static func sources(_ claim: Claim) -> ClaimSources? { ClaimSources(claim.name) }
}
