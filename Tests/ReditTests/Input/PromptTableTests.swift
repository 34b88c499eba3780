import Foundation
import Policies
import Testing

@testable import redit

@Suite struct PromptTableTests {
  private func table(
    _ text: String, _ columns: PromptTable.Columns = .init()
  ) throws -> PromptTable {
    try PromptTable(Data(text.utf8), columns: columns)
  }

  @Test func `pass rates are shares, counts or percentages; rows without one are counted`() throws {
    let found = try table(
      """
      pass_rate,prompt,weight,completions
      0.25,"a, b",2,8
       3/8 ,"c
      d",1,16
      37.5%,e,1,
      null,f,1,8
      NaN,g,,x
      ,h,1,8
      0,none,1,8
      1,all,0.5,8.0

      """)
    #expect(found.names == ["a, b", "c\nd", "e", "none", "all"])
    #expect(found.passRates == [0.25, 0.375, 0.375, 0, 1])
    #expect(found.weights == [2, 1, 1, 1, 0.5])
    #expect(found.completions == [8, 8, 0, 8, 8])
    #expect(found.lines == [2, 3, 5, 9, 10])
    #expect(found.missingCount == 3)
    let prompts = try found.prompts()
    #expect(prompts.map(\.name) == ["a, b", "c\nd", "e", "none", "all (prompt)"])
    #expect(prompts.map(\.weight) == found.weights)
    for (prompt, rate) in zip(prompts, found.passRates) {
      #expect(abs(prompt.policy.value(of: prompt.rewards) - rate) < 1e-15)
    }
    #expect(try table("prompt,pass_rate\nall,0.5\n").prompts()[0].name == "all")
  }

  @Test func `columns of any name, and separators of any kind, can be read`() throws {
    let columns = PromptTable.Columns(
      prompt: "problem", passRate: "solve_rate", weight: "w", completions: "n")
    for separator in [",", ";", "\t"] {
      let text = [["n", "solve_rate", "x", "w", "problem"], ["4", "0.5", "", "3", "Why?"]]
        .map { $0.joined(separator: separator) }.joined(separator: "\r\n")
      let found = try table(text, columns)
      #expect(found.names == ["Why?"] && found.passRates == [0.5])
      #expect(found.weights == [3] && found.completions == [4])
    }
  }

  static let bad: [(String, String)] = [
    (
      "prompt,pass_rate\na,0.5\nb,1.5\n", "line 3: pass_rate '1.5' must lie in 0...1 (of a hundred?"
    ),
    ("prompt,pass_rate\na,-0.1\n", "line 2: pass_rate '-0.1' must lie in 0...1"),
    ("prompt,pass_rate\na,inf\n", "line 2: pass_rate 'inf' must lie"),
    ("prompt,pass_rate\na,150%\n", "line 2: pass_rate '150%' must lie"),
    ("prompt,pass_rate\na,9/8\n", "line 2: pass_rate '9/8' is not so many of so many"),
    ("prompt,pass_rate\na,0/0\n", "line 2: pass_rate '0/0' is not so many of so many"),
    ("prompt;pass_rate\na;0,5\n", "line 2: pass_rate '0,5' is not a number (a decimal comma?"),
    ("prompt,pass_rate\nSolve 3,1,0.25\n", "line 2: 3 cells under 2 columns"),
    ("prompt,pass_rate,pass_rate\na,0,1\n", "line 1: columns 2 and 3 are both called 'pass_rate'"),
    ("prompt,pass_rate\n\"a\n\nb\",1\nc,x\n", "line 5: pass_rate 'x' is not a number"),
    ("prompt,pass_rate\n,1\n", "line 2: prompt '' must not be empty"),
    ("prompt,pass_rate,weight\na,1,0\n", "line 2: weight '0' is not a weight"),
    ("prompt,pass_rate,weight\na,1,\n", "line 2: weight '' is not a weight"),
    ("prompt,pass_rate,completions\na,1,2.5\n", "line 2: completions '2.5' is not a number of"),
    ("prompt,pass_rate,completions\na,1,1e300\n", "line 2: completions '1e300' is not"),
    (
      "problem,solve_rate\na,1\n", "no column prompt among 'problem', 'solve_rate'; --prompt-column"
    ),
    ("prompt,rate\na,1\n", "no column pass_rate among 'prompt', 'rate'; --pass-rate-column names"),
    ("prompt,pass_rate\n\n\n", "no prompts"), ("", "empty"),
    ("prompt,pass_rate\na,\nb,None\n", "no prompt has a pass_rate"),
  ]

  @Test(arguments: bad)
  func `a bad table is refused by line, column and value`(text: String, message: String) throws {
    let error = try #require(throws: CSVError.self) { try table(text) }
    #expect("\(error)".hasPrefix(message), "\(error)")
  }

  @Test func `long values are cut in messages, and control characters left out`() throws {
    let text = "prompt,pass_rate\na,\"\(String(repeating: "x\n", count: 5000))\"\n"
    let message = "\(try #require(throws: CSVError.self) { try table(text) })"
    #expect(message.count < 200 && !message.contains("\n"), "\(message)")
    #expect("a\u{1B}[31m\nb".oneLine() == "a\u{FFFD}[31m b")
    #expect(
      String(repeating: "y", count: 61).oneLine() == String(repeating: "y", count: 59) + "\u{2026}")
  }

  @Test func `a million rows are read in seconds, not minutes`() throws {
    let count = 1_000_000
    let text =
      "prompt,pass_rate,completions\n"
      + (0..<count).map { "\"Problem number \($0), solve\",\(Double($0 % 9) / 8),8\n" }.joined()
    let clock = ContinuousClock()
    var found: PromptTable?
    let time = try clock.measure { found = try table(text) }
    #expect(found?.names.count == count)
    #expect(found?.passRates.reduce(0, +) ?? 0 > 0.49 * Double(count))
    #expect(time < .seconds(20), "\(time)")
  }

  @Test func `a key that stands twice in a document is named by its path`() {
    for (json, path) in [
      (
        #"{"prompts": [{"name": "a, \"b\""}, {"name": "c", "rewards": [1], "name": "d"}]}"#,
        "prompts[1].name"
      ),
      (#"{"policy": "name", "name": "policy", "logits": [0, 1], "policy": "x"}"#, "policy"),
      (#"{"a": {"b": 1, "b": 2}}"#, "a.b"), (#"{"a": 1, "\u0061": 2}"#, "a"),
      (#"{"x\/y": 1, "x/y": 2}"#, "x/y"), (#"{"\\u0061": 1, "a": 2}"#, nil),
      (#"{"a": {"b": 1}, "c": [{"b": 1}, {"b": 2}]}"#, nil), ("\"", nil), ("]]", nil), ("", nil),
    ] as [(String, String?)] { #expect(JSONKeys.repeated(in: Data(json.utf8)) == path, "\(json)") }
  }

  @Test(arguments: [
    ("missing.json", "cannot read"), ("comma.json", "not valid JSON"),
    ("trailing.json", "a name in quotes is due, not '}'"),
    ("twice.json", "weight: given twice"), ("nul.json", "name: must not contain a NUL"),
  ])
  func `a bad document is refused in one line`(file: String, message: String) throws {
    let scratch = try Scratch()
    try scratch.write(#"{"policy": "bandit",, }"#, to: "comma.json")
    let rest = #""policy": "bandit", "logits": [0, 1], "rewards": [0, 1]}"#
    try scratch.write(#"{"weight": 1, "weight": 2, "# + rest, to: "twice.json")
    try scratch.write(#"{"prompts": [{"# + rest.dropLast() + ",}]}", to: "trailing.json")
    try scratch.write(#"{"name": "a\u0000", "# + rest, to: "nul.json")
    let result = try Tool.run(["exact", "--policy-file", file], in: scratch.folder)
    #expect(result.status == 1 && result.output.isEmpty)
    #expect(result.errors.hasPrefix("redit: --policy-file: \(file): ") || file == "missing.json")
    #expect(result.errors.contains(message), "\(result.errors)")
    #expect(result.errors.count { $0 == "\n" } == 1, "\(result.errors)")
  }

  @Test func `what is left out is said on standard error, and sure prompts can be trained`() throws
  {
    let scratch = try Scratch()
    try scratch.write("prompt,solve_rate\na,0/8\nb,4/8\nc,8/8\nd,null\n", to: "p.csv")
    for command in ["exact", "train --steps 3", "compare --runs 2 --steps 3 --sigma 0.1"] {
      let arguments =
        command.split(separator: " ").map(String.init)
        + ["--prompts", "p.csv", "--pass-rate-column", "solve_rate"]
      let result = try Tool.run(arguments, in: scratch.folder)
      #expect(result.status == 0, "\(result.errors)")
      #expect(
        result.errors
          == "redit: --prompts: p.csv: 1 of 4 rows have no solve_rate and are left out\n")
    }
    let lost = try Tool.run(["exact", "--weight-column", "w"], in: scratch.folder)
    #expect(lost.status == 64 && lost.errors.contains("--weight-column: needs --prompts"))
  }
}
