import Foundation
import Testing

@testable import redit

/// `redit advantages`: one group of rewards through the training systems.
struct AdvantagesCommandTests {
  private func rows(_ command: String) throws -> [[String: String]] {
    let words = ["advantages", "--format", "csv"] + command.split(separator: " ").map(String.init)
    let result = try Tool.run(words)
    #expect(result.status == 0, "\(result.errors)")
    let table = try CSVTable(text: result.output, file: "a.csv")
    return try table.rows.map { row in
      Dictionary(
        uniqueKeysWithValues: try table.header.map { ($0, try table.text($0, in: row)) })
    }
  }

  // TRL on two of eight right: (1 - .25)/(sqrt(1.5/7) + 1e-4), by hand.
  @Test func `values without noise are those of the formula`() throws {
    let rows = try rows("--rewards 1,0,0,1,0,0,0,0 --advantage trl --sigma 0")
    #expect(rows.count == 8)
    let expected = 0.75 / ((1.5 / 7).squareRoot() + 1e-4)
    #expect(abs(Double(rows[0]["undithered"]!)! - expected) < 1e-12)
    #expect(abs(Double(rows[1]["undithered"]!)! + expected / 3) < 1e-12)
    #expect(rows[0]["law"] == "standardized ddof 1 eps 0.0001")
    #expect(rows.allSatisfy { $0["sigma"] == "0.0" && $0["noise_share"] == "0.0" })
  }

  // A silent group: noise of full size whatever sigma, by theory E sum A^2 = (G - 1) at ddof 1, eps 0.
  @Test(arguments: ["0.01", "0.3"])
  func `a silent group is noise alone`(sigma: String) throws {
    let rows = try rows(
      "--rewards 1,1,1,1 --advantage standardized --ddof 1 --sigma \(sigma)"
    ).filter { $0["sigma"] != "0.0" }
    #expect(rows.count == 4)
    for row in rows {
      #expect(abs(Double(row["group_energy"]!)! - 3) < 1e-9)
      #expect(row["noise_share"] == "1.0")
      #expect(row["finding"]!.contains("all rewards are the same"))
    }
  }

  @Test func `single precision is the system's own`() throws {
    let command =
      "--rewards .2,.2,.2,.2,.2,.2,.2,.2 --rewards 1,0,0,0,0,0,0,0 --advantage openrlhf --sigma 0"
    let rows = try rows(command)
    #expect(rows[0]["float32"] == "-10.0" && rows[0]["undithered"] == "0.0")
    #expect(rows[0]["finding"]!.contains("up to 10"))
    let text = try Tool.run(
      ["advantages", "--precision", "float32"] + command.split(separator: " ").map(String.init))
    #expect(text.output.contains("-10.0") && text.output.contains("single precision"))
  }

  @Test func `a decoupled component that is silent is named`() throws {
    let rows = try rows("--rewards 1/1,0/1,0/1,1/1 --advantage trl,trl/gdpo --sigma 0")
    #expect(rows.filter { $0["advantage"] == "trl" }.allSatisfy { $0["finding"] == "" })
    #expect(
      rows.filter { $0["advantage"] == "trl/gdpo" }.allSatisfy {
        $0["finding"]!.contains("component 2 is the same")
      })
  }

  @Test func `where no law is known a note says why`() throws {
    let rows = try rows("--rewards 1,0,0,1 --advantage trl-batch,trl/gdpo --sigma .1")
      .filter { $0["sigma"] == "0.1" }
    #expect(rows.count == 8)
    for row in rows {
      #expect(row["mean"] == "" && row["group_energy"] == "")
      #expect(row["note"]!.contains("batch"))
    }
  }

  @Test func `the names of versions are taken`() throws {
    let rows = try rows("--rewards 1,0 --advantage trl@1.16/rloo,verl@0.9 --sigma 0")
    #expect(Set(rows.map { $0["advantage"]! }) == ["trl@1.16/rloo", "verl@0.9"])
  }

  static let refused = [
    "--sigma 0.1 | --rewards: missing",
    "--rewards 1,x | 'x' is not a number",
    "--rewards 1,,0 | '' is not a number",
    "--rewards 1/1,0 | as many components",
    "--rewards 1/1,0/1 --weights 1 | --weights: number of weights is 1: it must be 2",
    "--rewards 1,nan | 'nan' is not a number",
    "--rewards 1,0 --advantage trl@1.2 | did you mean trl@1.16?",
    "--rewards 1,0 --advantage trll | did you mean trl?",
    "--rewards 1,0 --component-maxima 1 | --component-maxima: no effect",
    "--rewards 1,0 --precision float16 | float16",
  ]

  @Test(arguments: refused)
  func `what cannot be is refused in one line`(line: String) throws {
    let parts = line.components(separatedBy: " | ")
    let result = try Tool.run(
      ["advantages"] + parts[0].split(separator: " ").map(String.init))
    #expect(result.status == 64)
    #expect(result.errors.contains(parts[1]), "\(result.errors)")
    #expect(result.errors.split(separator: "\n").count == 1)
  }

  @Test(arguments: [
    ("exact --sigma .1", "'redit advantages' has it whole"), ("train --steps 2", "has one reward"),
    ("map --steps 2 --runs 2", "has one reward"),
  ])
  func `other commands say what systems with components need`(command: String, words: String) throws
  {
    let result = try Tool.run(
      command.split(separator: " ").map(String.init) + ["--advantage", "trl/gdpo"])
    #expect(result.status == 64)
    #expect(result.errors.contains(words), "\(result.errors)")
    #expect(result.errors.split(separator: "\n").count == 1)
  }

  @Test func `every line fits the terminal`() throws {
    let result = try Tool.run(
      ["advantages", "--rewards", "1,0,0,1,0,0,0,0", "--rewards", "1,1,1,1", "--sigma", "0,0.05"],
      columns: 80)
    #expect(result.status == 0)
    #expect(result.output.split(separator: "\n").allSatisfy { $0.count <= 80 })
  }
}
