import Analysis
import Training

/// The catalogue of claims, for people and programs.
enum ClaimText {
  static func text(_ format: OutputFormat, width: Int?) throws -> String {
    switch format {
    case .table: Claim.catalogue.map { listed($0, width: width) }.joined(separator: "\n")
    case .markdown: ClaimTable.table.markdown(Claim.catalogue)
    case .csv: ClaimTable.table.csv(Claim.catalogue)
    case .json: try ClaimTable.table.json(Claim.catalogue)
    }
  }

  /// Lines that say where a claim is found; none for a claim of somebody else.
  static func sources(_ claim: Claim) -> [String] {
    guard let sources = ClaimSources(claim.name) else { return [] }
    let proofs = sources.proofs.isEmpty ? ["none, it is measured"] : sources.proofs
    return [
      "law: \(sources.law)", "proof: \(proofs.joined(separator: ", "))", "test: \(sources.test)",
      "lesson: \(sources.lesson)",
    ]
  }

  private static func listed(_ claim: Claim, width: Int?) -> String {
    let body = [claim.statement] + sources(claim)
    let indented = body.flatMap { line in
      line.wrapped(to: width.map { max(20, $0 - 2) }).split(separator: "\n").map { "  \($0)\n" }
    }
    return "\(claim.name) (\(claim.origin.rawValue))\n" + indented.joined()
  }
}
