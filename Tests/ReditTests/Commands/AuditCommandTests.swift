import Foundation
import Testing

@testable import redit

/// `redit audit` on the real run of TRL and on logs that are wrong.
struct AuditCommandTests {
  private static let log = "data/logs/trl.jsonl"

  private func table(_ arguments: [String]) throws -> [[String: String]] {
    try Tool.table(["audit"] + arguments)
  }

  @Test func `the page fits its terminal and says what counts`() throws {
    for columns in [80, 100, 200] {
      let result = try Tool.run(["audit", Self.log], columns: columns)
      #expect(result.status == 0, "\(result.errors)")
      let lines = result.output.split(separator: "\n", omittingEmptySubsequences: false)
      #expect(lines.allSatisfy { $0.count <= columns })
      if columns >= 100 { #expect(lines.count <= 43) }
      for words in [
        "READING     right", "22 of 64 silent, 34% (18% to 50%", "8 all wrong, 14 all right",
        "rewards are exactly 0 and 1", "65 (49..81)", "G 4 52%, G 16 20%, G 32 11%",
        "1  Do not dither",
      ] {
        // Wherever lines break.
        let text = result.output.replacing(/\s+/, with: " ")
        #expect(text.contains(words.replacing(/\s+/, with: " ")), "\(words) at \(columns)")
      }
    }
  }

  @Test func `steps, forecast and prompts are tables`() throws {
    let steps = try table([Self.log])
    #expect(steps.map { $0["silent"] } == ["3", "3", "2", "4", "1", "3", "3", "3"])
    let forecast = try table([Self.log, "--table", "forecast", "--sigma", "0.05"])
    let own = try #require(forecast.first)
    #expect(own["advantage"] == "trl (this run)" && own["note"] == "")
    #expect(abs(Double(own["kept"]!)! - 0.649) < 5e-4)
    let prompts = try table([Self.log, "--table", "prompts"])
    #expect(prompts.count == 16)
    #expect(prompts.reduce(0) { $0 + Int($1["completions"]!)! } == 512)
    #expect(prompts.reduce(0) { $0 + Int($1["correct"]!)! } == 303)
  }

  /// A grader that fails for a whole step logs no rewards.
  @Test func `a step without rewards is a gap in table, plot and page`() throws {
    let scratch = try Scratch()
    let rows = (1...4).flatMap { step in
      (0..<8).map { i in
        let reward = step == 3 ? "null" : "\(i % 2)"
        return "{\"step\":\(step),\"group\":\"\(step)-\(i / 4)\",\"reward\":\(reward),"
          + "\"advantage\":\(Double(i % 2) - 0.5)}"
      }
    }
    try scratch.write(rows.joined(separator: "\n") + "\n", to: "log.jsonl")
    let text = try Tool.run(["audit", "log.jsonl"], in: scratch.folder)
    #expect(text.status == 0 && !text.output.contains("nan"), "\(text.errors)")
    #expect(text.output.contains("0.500      -  0.500"), "\(text.output)")
    let page = try Tool.run(
      ["audit", "log.jsonl", "--out", "log.csv", "--page", "log.html"], in: scratch.folder)
    #expect(page.status == 0, "\(page.errors)")
    let plot = try Tool.run(["plot", "log.csv", "--out", "log.svg"], in: scratch.folder)
    #expect(plot.status == 0, "\(plot.errors)")
    #expect(try scratch.read("log.csv").contains("\n3,0,0,0,,"))
    #expect(try scratch.read("log.html").contains("<svg"))
  }

  @Test func `a log of one file is refused as it is without a file to go on from`() throws {
    let result = try Tool.run(["audit", Self.log, "--resume"])
    #expect(result.status == 64)
    #expect(result.errors == "redit: --resume needs a file as --out\n")
  }

  @Test
  func `rows do not hide what was left out, nor make numbers of advantages that are not there`()
    throws
  {
    let scratch = try Scratch()
    let file = scratch.folder.appending(path: "log.csv")
    let rows = (0..<8).map { "1,\($0 / 4),\($0 == 5 ? "" : "\($0 % 2)")" }
    try Data((["step,group,reward"] + rows).joined(separator: "\n").utf8).write(to: file)
    let result = try Tool.run(["audit", file.path, "--format", "csv"])
    #expect(result.errors.contains("redit: note: 1 row without a score or a group was left out"))
    let table = try CSVTable(text: result.output, file: "steps.csv")
    #expect(try table.rows.map { try table.text("completions", in: $0) } == ["7"])
    for column in ["energy", "energy_silent", "residue_groups"] {
      #expect(try table.rows.map { try table.text(column, in: $0) } == [""], "\(column)")
    }
  }

  @Test func `groups are a table, and a figure as prompts are`() throws {
    let groups = try table([Self.log, "--table", "groups"])
    #expect(groups.count == 64 && groups.count { $0["silent"] == "1" } == 22)
    #expect(groups.count { $0["slope"] == "" } == 22)
    let scratch = try Scratch()
    for name in ["groups", "prompts"] {
      let file = scratch.folder.appending(path: "\(name).csv").path
      let made = try Tool.run(["audit", Self.log, "--table", name, "--out", file])
      #expect(made.status == 0, "\(made.errors)")
      let drawn = try Tool.run(["plot", file, "--terminal"], columns: 80)
      #expect(drawn.status == 0, "\(drawn.errors)")
      #expect(drawn.output.contains(name == "groups" ? "divided by" : "hard to easy"))
    }
  }

  @Test func `options that the log leaves without effect are named`() throws {
    let other = try Tool.run(["audit", Self.log, "--advantage", "verl"])
    #expect(other.output.contains("note: --advantage verl is not used"))
    let own = try Tool.run(["audit", Self.log, "--advantage", "trl"])
    #expect(own.status == 0 && !own.output.contains("is not used"))
  }

  @Test func `verl logs no advantages, and its own are taken for granted`() throws {
    let result = try Tool.run(["audit", "data/logs/made/verl_rollouts.jsonl"], columns: 200)
    #expect(result.status == 3 && result.output.contains("taken for granted"), "\(result.errors)")
    #expect(result.output.contains("verl (this run)"))
  }

  @Test func `a page asked for as a table is told where pages come from`() throws {
    let result = try Tool.run(["audit", Self.log, "--out", "a.html"])
    #expect(result.status == 64 && result.errors.contains("--page a.html writes the page"))
  }

  @Test func `steps may be negative`() throws {
    let scratch = try Scratch()
    try scratch.write("step,group,reward\n-1,a,1\n-1,a,0\n0,b,1\n0,b,0\n", to: "log.csv")
    let result = try Tool.run(["audit", "log.csv", "--format", "csv"], in: scratch.folder)
    #expect(result.status == 3 && result.output.contains("\n-1,1,2,"), "\(result.errors)")

  }

  @Test func `the prompts of a log are prompts of exact`() throws {
    let scratch = try Scratch()
    let rates = scratch.folder.appending(path: "rates.csv").path
    let made = try Tool.run(["audit", Self.log, "--table", "prompts", "--out", rates])
    #expect(made.status == 0, "\(made.errors)")
    let exact = try Tool.run(["exact", "--prompts", rates, "--sigma", "0.05", "--format", "csv"])
    #expect(exact.status == 0, "\(exact.errors)")
    #expect(exact.output.contains("prompt 16"))
  }

  @Test func `the status says what the page says`() throws {
    let scratch = try Scratch()
    var rows = try String(contentsOf: Tool.packageRoot.appending(path: Self.log), encoding: .utf8)
    // No advantages: nothing to check the reading by.
    try scratch.write(
      rows.replacing(#/,"advantage":[^}]*/#, with: ""), to: "bare.jsonl")
    // Groups of 8 read as blocks of 8 from the fifth row on.
    rows = rows.split(separator: "\n").dropFirst(4).dropLast(4).joined(separator: "\n")
    try scratch.write(rows, to: "shifted.jsonl")
    let expected: [([String], Int32)] = [
      (["bare.jsonl", "--group-size", "8", "--map", "reward=exact_rule"], 3),
      (["bare.jsonl", "--group-size", "8", "--map", "reward=exact_rule", "--strict"], 1),
      (["shifted.jsonl", "--group-size", "8"], 1),
    ]
    for (arguments, status) in expected {
      let result = try Tool.run(["audit"] + arguments, in: scratch.folder)
      #expect(result.status == status, "\(arguments): \(result.errors)\(result.output.prefix(400))")
    }
    // With the page in a file the status has a line.
    let filed = try Tool.run(
      ["audit", "shifted.jsonl", "--group-size", "8", "--out", "a.txt"], in: scratch.folder)
    #expect(filed.status == 1 && filed.output.isEmpty)
    #expect(filed.errors == "redit: the advantages are of no formula that is known\n")
    #expect(try Tool.run(["audit", Self.log, "--fail-on", "silent=0.3"]).status == 1)
    #expect(try Tool.run(["audit", Self.log, "--fail-on", "silent=0.5,noise=0.01"]).status == 0)
  }

  @Test(arguments: [
    (["nowhere.jsonl"], "nowhere.jsonl"), ([Self.log, "--group-size", "1"], "--group-size"),
    ([Self.log, "--weights", "1,2"], "--weights"), ([Self.log, "--levels", "1"], "--levels"),
    ([Self.log, "--advantage", "trlx"], "--advantage"),
    ([Self.log, "--fail-on", "x"], "--fail-on"),
    ([Self.log, "--map", "colour=x"], "--map"), ([Self.log, "--format-of", "tlr"], "--format-of"),
  ])
  func `bad input gets one clear line`(arguments: [String], word: String) throws {
    let result = try Tool.run(["audit"] + arguments)
    #expect(result.status != 0 && result.output.isEmpty)
    let lines = result.errors.split(separator: "\n")
    #expect(lines.count == 1 && result.errors.contains(word), "\(result.errors)")
  }
}
