import Analysis
import Foundation
import Training

/// The catalogue of claims, for people and programs.
enum ClaimText {
  static func text(_ format: OutputFormat, width: Int?) throws -> String {
    switch format {
    case .table: Claim.catalogue.map { listed($0, width: width) }.joined(separator: "\n")
    case .markdown: markdown
    case .csv: ClaimRecord.csv
    case .json: try ClaimRecord.json()
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

  private static var markdown: String {
    let columns = ["claim", "origin", "statement", "law", "proof", "test", "lesson"]
    let rows = Claim.catalogue.map { ClaimRecord($0).cells }
    return FittedTable(columns.map { FittedTable.Column(title: $0) }, rows: rows)
      .layout(.markdown, width: nil).table
  }
}

/// One claim as programs read it.
private struct ClaimRecord: Encodable {
  let claim, origin, statement, law, proof, test, lesson: String

  init(_ claim: Claim) {
    let sources = ClaimSources(claim.name)
    self.claim = claim.name
    origin = claim.origin.rawValue
    statement = claim.statement
    law = sources?.law ?? ""
    proof = sources?.proofs.joined(separator: " ") ?? ""
    test = sources?.test ?? ""
    lesson = sources?.lesson ?? ""
  }

  var cells: [String] { [claim, origin, statement, law, proof, test, lesson] }

  static var csv: String {
    Claim.catalogue.reduce("claim,origin,statement,law,proof,test,lesson\n") { text, claim in
      text + ClaimRecord(claim).cells.map(SweepColumns.quoted).joined(separator: ",") + "\n"
    }
  }

  static func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let records = Claim.catalogue.map(ClaimRecord.init)
    return String(decoding: try encoder.encode(records), as: UTF8.self) + "\n"
  }
}
