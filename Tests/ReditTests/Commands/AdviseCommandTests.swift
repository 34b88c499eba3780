import Foundation
import Testing

@testable import redit

/// `redit advise` on the pass rates of the real run of TRL, on rates of few prompts, and on what is wrong.
struct AdviseCommandTests {
  private static let rates = ["--prompts", "data/prompts/pass_rates.csv"]

  private func table(_ arguments: [String]) throws -> [[String: String]] {
    try Tool.table(["advise"] + arguments)
  }

  @Test func `the page fits its terminal and says what counts`() throws {
    for columns in [80, 100, 200] {
      let result = try Tool.run(["advise"] + Self.rates, columns: columns)
      #expect(result.status == 0, "\(result.errors)")
      let lines = result.output.split(separator: "\n", omittingEmptySubsequences: false)
      #expect(lines.allSatisfy { $0.count <= columns })
      // Two tables and five pieces of advice; the last line is empty.
      if columns >= 100 { #expect(lines.count <= 46) }
      let flat = result.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
      for words in [
        "32 completions each: rates inferred, of Beta(0.83, 0.63)", "Plan: trl,",
        "34% silent (18% to 50%, by prompt): 11% all wrong, 23% all right", "65 (49..81)",
        "S = 121", "1 Do not dither", "[TRL: num_generations=16]",
      ] {
        #expect(flat.contains(words), "\(words) at \(columns)")
      }
    }
  }

  @Test func `its forecast is the audit's of the log that the rates are from`() throws {
    let planned = try table(Self.rates)
    let audited = try Tool.run(
      ["audit", "data/logs/trl.jsonl", "--table", "forecast", "--format", "csv"]
    ).output
    let log = try CSVTable(text: audited, file: "a.csv")
    #expect(planned.count == log.rows.count)
    for (row, own) in zip(log.rows, planned) {
      #expect(try log.text("advantage", in: row) == own["advantage"])
      // The log's groups are one draw of 64: its own half interval is up to .16.
      let kept = try #require(Double(try log.text("kept", in: row)))
      #expect(abs(Double(own["kept"]!)! - kept) < 0.025)
    }
  }

  @Test func `rates without completions are exact, and a note says what that does`() throws {
    let scratch = try Scratch()
    try scratch.write("prompt,pass_rate\na,0.25\nb,0.5\n", to: "rates.csv")
    let exact = try Tool.run(["advise", "--prompts", "rates.csv"], in: scratch.folder)
    #expect(exact.status == 0, "\(exact.errors)")
    #expect(exact.output.contains("2 prompts of rates.csv, pass rates: taken for exact."))
    #expect(exact.output.contains("make silent groups too many"))
    let given = try Tool.run(["advise", "--pass-rate", ".25,.5", "--format", "csv"])
    let file = try Tool.run(
      ["advise", "--prompts", "rates.csv", "--format", "csv"], in: scratch.folder)
    #expect(given.output == file.output)
    try scratch.write("prompt,pass_rate\na,2/8\nb,4/8\n", to: "counts.csv")
    let counts = try Tool.run(
      ["advise", "--prompts", "counts.csv"], in: scratch.folder, columns: 200)
    #expect(counts.output.contains("rates inferred, each as likely before"))
    #expect(counts.output.contains("note: 2 prompts tell no law of their pass rates"))
  }

  @Test func `the prompts of an audit are prompts of a plan`() throws {
    let scratch = try Scratch()
    let rates = scratch.folder.appending(path: "rates.csv").path
    _ = try Tool.run(["audit", "data/logs/trl.jsonl", "--table", "prompts", "--out", rates])
    let means = try Tool.run(["advise", "--prompts", rates])
    #expect(means.status == 1 && means.errors.contains("--pass-rate-column"))
    let observed = try table(["--prompts", rates, "--pass-rate-column", "mean_reward"])
    let own = try table(Self.rates)
    for (a, b) in zip(own, observed) {
      #expect(abs(Double(a["kept"]!)! - Double(b["kept"]!)!) < 1e-12)
    }
  }

  @Test func `sizes are a table, by noise scale`() throws {
    let sizes = try table(["--pass-rate", ".3", "--preset", "rloo", "--table", "sizes"])
    #expect(sizes.count == 24)
    let plain = sizes.filter { $0["sigma"] == "0.0" }
    #expect(plain.map { $0["group_size"] } == ["2", "4", "8", "16", "32", "64"])
    #expect(abs(Double(plain[2]["larger_beyond"]!)! - 103) < 1e-9)
    let page = try Tool.run(
      ["advise", "--pass-rate", ".3", "--preset", "rloo", "--noise-scale", "1000"], columns: 100)
    #expect(page.output.contains("Best at a noise scale of 1000: 32, and within 5% of it 16 to 64"))
    let filtered = try table(["--pass-rate", ".1,.3", "--preset", "dapo"])
    #expect(filtered[0]["advantage"] == "dapo (this run)" && filtered[0]["drops_silent"] == "true")
  }

  @Test func `a plan is repeated byte for byte`() throws {
    let scratch = try Scratch()
    for (format, file) in [("csv", "plan.csv"), ("table", "plan.txt")] {
      let out = scratch.folder.appending(path: file).path
      let made = try Tool.run(
        ["advise", "--pass-rate", ".1,.5", "--sigma", ".05", "--format", format, "--out", out])
      #expect(made.status == 0, "\(made.errors)")
      let again = try Tool.run(["repeat", out + ".meta.json", "--out", "-"])
      #expect(again.status == 0, "\(again.errors)")
      #expect(try again.output == String(contentsOfFile: out, encoding: .utf8))
    }
  }
}
