import Foundation
import Testing

/// What a terminal of 80 columns shows.
struct TerminalTests {
  static let commands = [
    "exact --group-size 8 --sigma 0.05,0.5",
    "exact --group-size 4,16 --advantage trl,trl-batch,dr-grpo --noise gaussian,student-t",
    "exact --prompts data/prompts/pass_rates.csv --advantage trl --learning-rate 0.1",
    "exact --policy-file data/prompts/mixed.json --advantage openrlhf,nemo-rl",
    "exact --old-logits 0,0,0,0,0 --clip-range 0.2 --reference-logits 1,2,3,4,5 --kl-coefficient .1",
    "sweep --advantage trl --advantage leave-one-out-standardized --sigma 0.05 --groups 2000",
    "sweep --prompts data/prompts/pass_rates.csv --sigma 0.05 --groups 500 --noise uniform,laplace",
    "compare --runs 4 --steps 20 --advantage trl,openrlhf --sigma 0.05,0.5",
    "compare --runs 4 --steps 20 --sigma 0.5 --noise uniform --schedule factor --schedule cosine",
    "map --runs 4 --steps 30 --pass-rate 0.3,0.7 --sigma 0.05",
    "map --runs 2 --steps 30 --pass-rate 0.3 --noise gaussian,uniform --advantage openrlhf",
    "train --steps 3 --until 2 --out runs.csv",
  ]

  @Test(arguments: commands)
  func `no line is wider than the terminal`(command: String) throws {
    let scratch = try Scratch()
    let words = command.split(separator: " ").map { word in
      word.hasPrefix("data/") ? Tool.packageRoot.appending(path: "\(word)").path : String(word)
    }
    let result = try Tool.run(words, in: scratch.folder, columns: 80)
    #expect(result.status == 0, "\(result.errors)")
    let wide = result.output.split(separator: "\n").filter { $0.count > 80 }
    #expect(wide.isEmpty, "\(wide.joined(separator: "\n"))")
    #expect(!result.output.isEmpty)
  }

  @Test(
    arguments: [
      "", "sweep", "exact", "verify", "calibrate", "claims", "plot", "report", "train", "compare",
      "map", "terms", "advise",
    ])
  func `help fits the terminal, and tells a default once`(command: String) throws {
    let result = try Tool.run(["help"] + (command.isEmpty ? [] : [command]), columns: 80)
    #expect(result.status == 0)
    for line in result.output.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
    // An example is one line, to be pasted.
    let examples = result.output.split(separator: "\n", omittingEmptySubsequences: false)
      .drop { !$0.hasPrefix("Example") }.dropFirst().prefix { !$0.isEmpty }
    for line in examples { #expect(line.hasPrefix("  redit "), "\(line)") }
    let text = result.output.replacing(#/\n {20,}/#, with: " ")
    for line in text.split(separator: "\n") {
      #expect(line.matches(of: #/\(default:? \S/#).count <= 1, "\(line)")
    }
  }

  @Test func `the words of the tables are explained`() throws {
    let text = try Tool.run(["terms"], columns: 80).output
    let words = ["G", "silent", "ddof", "eps", "tr F", "tr Cov g", "snr", "norm E g", "step dV"]
    for word in words + ["mean-normalized", "best-only", "decoupled", "leave-one-out"] {
      let explained = text.split(separator: "\n").contains { line in
        line.hasPrefix("  ") && line.prefix { $0 != ":" }.contains(word)
      }
      #expect(explained, "\(word)")
    }
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 80 })
    #expect(try Tool.run(["help", "terms"], columns: 80).output.contains("silent group"))
    for command in ["exact --sigma 0.1", "compare --runs 8 --steps 3"] {
      let table = try Tool.run(command.split(separator: " ").map(String.init))
      #expect(table.output.contains("redit terms"))
    }
  }

  @Test func `a set of prompts begins with the whole and is cut`() throws {
    let scratch = try Scratch()
    let rows = (0..<1000).map { "\"Solve\nfor x, no. \($0)\",0.\($0 % 9 + 1)" }
    try scratch.write("prompt,pass_rate\n" + rows.joined(separator: "\n") + "\n", to: "p.csv")
    let command = "exact --prompts p.csv --advantage trl,mean --sigma 0.05".split(separator: " ")
    let short = try Tool.run(command.map(String.init), in: scratch.folder, columns: 80)
    let lines = short.output.split(separator: "\n")
    let first = try #require(lines.firstIndex { $0.hasPrefix("---") })
    // Two advantages at sigma 0 and .05 for all, then twenty rows of prompts.
    #expect(lines[(first + 1)...].prefix { $0.hasPrefix("all ") }.count == 4)
    #expect(lines[(first + 5)...].prefix { $0.hasPrefix("Solve for x, no. ") }.count == 20)
    let left = try #require(lines.last)
    #expect(left.hasPrefix("3980 more rows") && left.contains("--wide") && left.contains("csv"))
    let wide = try Tool.run(command.map(String.init) + ["--wide"], in: scratch.folder)
    #expect(wide.output.count { $0 == "\n" } == 4004 + 6)
    let csv = try Tool.run(command.map(String.init) + ["--format", "csv"], in: scratch.folder)
    #expect(csv.output.hasPrefix("policy,"))
    #expect(csv.output.split(separator: "\n").suffix(4).allSatisfy { $0.hasPrefix("all,") })
  }

  @Test func `a row says by which name, law and objective`() throws {
    let result = try Tool.run(
      ["exact", "--advantage", "TRL,trl-batch", "--advantage", "grpo,mean", "--sigma", "0.1"]
        + ["--noise", "Student-T", "--degrees-of-freedom", "3", "--batch-groups", "4"]
        + ["--old-logits=0,0,0,0,1", "--clip-range", "0.2,0.28", "--format", "csv"])
    #expect(result.status == 0, "\(result.errors)")
    let table = result.output.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
    let column = { (name: String) in
      let index = try #require(table[0].firstIndex { $0 == name })
      return table.dropFirst().map { String($0[index]) }
    }
    let names = ["trl", "trl-batch", "grpo", "mean"].flatMap { [$0, $0] }
    #expect(try column("advantage") == names)
    let laws = [
      "standardized ddof 1 eps 0.0001", "batch-standardized ddof 1 eps 0.0001",
      "standardized ddof 0 eps 0", "mean",
    ]
    #expect(try column("law") == laws.flatMap { [$0, $0] })
    let objectives = try column("objective")
    let common = "off policy from logits 0 0 0 0 1; token ratio clipped to 0.8..1.28"
    #expect(objectives[0] == common)
    #expect(objectives[1] == common + "; 3 degrees of freedom")
    #expect(objectives[2] == common + "; batches of 4 groups")
    #expect(objectives[3] == common + "; 3 degrees of freedom; batches of 4 groups")
    let plain = try Tool.run(["exact", "--sigma", "0.1", "--format", "json"])
    #expect(plain.output.contains("\"objective\" : \"on policy\""))
    #expect(plain.output.contains("\"law\" : \"standardized ddof 0 eps 0\""))
    let set = try Tool.run(
      ["exact", "--policy-file", "data/prompts/mixed.json", "--sigma", "0", "--format", "csv"])
    #expect(set.output.contains("differs by prompt"))
  }
}
