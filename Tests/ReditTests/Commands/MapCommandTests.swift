import Foundation
import Testing

@testable import redit

/// `redit map` from the outside, and its figure.
struct MapCommandTests {
  static let command =
    "map --pass-rate 0.1,0.5 --advantage grpo --optimizer sgd --sigma 0.05,0.5 --steps 80 --runs 12"
    .split(separator: " ").map(String.init)

  private func rows(_ csv: String) -> [[Substring]] {
    csv.split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
  }

  @Test func `a map has a row for each cell, the same on any number of threads`() throws {
    let one = try Tool.run(Self.command + ["--format", "csv", "--threads", "1"])
    #expect(one.status == 0 && one.errors.isEmpty, "\(one.errors)")
    #expect(
      try one.output == Tool.run(Self.command + ["--format", "csv", "--threads", "2"]).output)
    let table = rows(one.output)
    #expect(table.count == 1 + 2 * 2)
    for name in ["ratio", "effect", "silent_share", "noise_share", "gain", "collapse_steps"] {
      let column = try #require(table[0].firstIndex { $0 == name })
      #expect(table.dropFirst().allSatisfy { !$0[column].isEmpty }, "\(name)")
    }
    let json = try Tool.run(Self.command + ["--format", "json"])
    let objects = try #require(
      JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [[String: Any]])
    #expect(objects.count == 4 && objects[0]["noise_share"] is Double)
    #expect(objects[3]["ratio"] is Double && objects[3]["effect"] is String)
  }

  /// Two regimes of standardized advantages by SGD: no noise is predicted; of the two sigmas .5 is far
  /// slower. By Adam the law is silent, and so is the table.
  @Test func `the best sigma by the law stands beside the fastest`() throws {
    let table = rows(try Tool.run(Self.command + ["--format", "csv"]).output)
    let names = ["sigma_predicted", "sigma_fastest", "sigmas_as_fast"]
    let columns = try names.map { name in try #require(table[0].firstIndex { $0 == name }) }
    for row in table.dropFirst() {
      #expect(row[columns[0]] == "0.0" && ["0.0", "0.05"].contains(row[columns[1]]))
      #expect(!row[columns[2]].split(separator: " ").contains("0.5"))
      #expect(row[columns[2]].split(separator: " ").contains(row[columns[1]]))
    }
    let text = try Tool.run(Self.command + ["--wide"]).output
    #expect(text.contains("of 2 regimes; no noise in "))
    let adam = try Tool.run(Self.command.map { $0 == "sgd" ? "adam" : $0 })
    #expect(adam.status == 0 && !adam.output.contains("Best sigma"))
  }

  @Test func `the figure is drawn, and again from the file`() throws {
    let scratch = try Scratch()
    let made = try Tool.run(
      Self.command + ["--out", "m.csv", "--plot", "m.svg"], in: scratch.folder)
    #expect(made.status == 0, "\(made.errors)")
    let drawn = try Tool.run(["plot", "m.csv", "--out", "n.svg"], in: scratch.folder)
    #expect(drawn.status == 0, "\(drawn.errors)")
    #expect(try scratch.read("m.svg") == scratch.read("n.svg"))
    let table = rows(try scratch.read("m.csv"))
    let column = try #require(table[0].firstIndex { $0 == "ratio" })
    let ratio = String(format: "%.3f", try #require(Double(table[4][column])))
    #expect(try scratch.read("m.svg").contains(ratio))
  }

  /// The near-tie of FasterConvergence, 12 runs, with TRL's stabilizer and one of .05: noise saves most of
  /// the steps of the one, and the other without noise needs as few; E g turns from away to along grad V.
  @Test func `a map looks at near-ties, with sigma and stabilizer as axes`() throws {
    let command =
      "map --logits=0,0,-5.5 --rewards=0,0.001,1 --group-size 16 --advantage trl --stabilizer 1e-4,0.05 "
      + "--optimizer sgd --learning-rate 0.5 --sigma 0.05 --steps 4000 --runs 12 --format csv"
    let result = try Tool.run(command.split(separator: " ").map(String.init))
    #expect(result.status == 0, "\(result.errors)")
    let rows = CSVRows.read(result.output)
    #expect(rows.map { $0["advantage"] } == ["trl eps 0.0001", "trl eps 0.05"])
    #expect(rows[0]["task"] == "logits 0 0 -5.5 rewards 0 0.001 1")
    let number = { (row: Int, name: String) in try #require(Double(rows[row][name] ?? "")) }
    #expect(try number(0, "ratio_high") < 0.2 && rows[0]["effect"] == "helps")
    #expect(
      try number(1, "restricted_mean_plain") < 0.2 * number(0, "restricted_mean_plain"))
    #expect(try number(0, "cosine_plain") < 0.3 && number(0, "cosine") > 0.6)
    #expect(try number(1, "cosine_plain") > 0.6)
    for wrong in ["--logits=0,1", "--rewards=1,1", "--rewards=0,1 --pass-rate 0.5"] {
      let refused = try Tool.run(
        ("map --sigma 0.1 --steps 5 --runs 6 " + wrong).split(separator: " ").map(String.init))
      #expect(refused.status == 64, "\(wrong): \(refused.errors)")
    }
  }

  /// The gain of a map is that of the exact laws: E g . grad V with noise over that without.
  @Test func `a map takes components, summed and decoupled`() throws {
    let prompt =
      "--pass-rate 0.3 --other-pass-rates 0.95 --weights 1,0.5 --advantage grpo,decoupled "
    let map = try Tool.run(
      ("map " + prompt + "--optimizer sgd --sigma 0.3 --steps 40 --runs 8 --format csv")
        .split(separator: " ").map(String.init))
    #expect(map.status == 0, "\(map.errors)")
    let cells = CSVRows.read(map.output)
    #expect(cells.map { $0["advantage"] } == ["grpo", "decoupled"])
    let exact = try Tool.run(
      ("exact " + prompt + "--sigma 0,0.3 --format csv").split(separator: " ").map(String.init))
    let laws = CSVRows.read(exact.output)
    for cell in cells {
      // E g . grad V = norm(E g) cosine norm(grad V), and the last is the same for both.
      let speeds = try ["0.0", "0.3"].map { sigma in
        let row = try #require(
          laws.first { $0["advantage"] == cell["advantage"] && $0["sigma"] == sigma })
        let numbers = try ["gradient_norm_exact", "cosine_exact"].map {
          try #require(Double(row[$0] ?? ""))
        }
        return numbers[0] * numbers[1]
      }
      let gain = try #require(Double(cell["gain"] ?? ""))
      #expect(abs(gain / (speeds[1] / speeds[0]) - 1) < 1e-9)
      #expect(gain > 0.2 && gain < 0.99)
    }
  }

  /// Half the steps are the darkest blue, twice the darkest red, none white; beyond is cut off.
  @Test func `colours say which way`() {
    #expect(HeatMapFigure.color(1) == "#FFFFFF")
    #expect(HeatMapFigure.color(0.5) == "#2166AC" && HeatMapFigure.color(0.1) == "#2166AC")
    #expect(HeatMapFigure.color(2) == "#B2182B" && HeatMapFigure.color(9) == "#B2182B")
    // A root: a quarter of an octave is half the way.
    #expect(abs(HeatMapFigure.position(1.189_207_115) - 0.5) < 1e-9)
    #expect(abs(HeatMapFigure.position(0.840_896_415) + 0.5) < 1e-9)
  }
}
