import Foundation
import Testing

@testable import redit

/// What is served is what the command writes by itself, whatever was asked for before.
struct ServeCommandTests {
  private struct Answer: Decodable {
    let id: Int?
    let status: Int32
    let output, error: String
  }

  private func served(_ lines: [String]) throws -> [Answer] {
    let scratch = try Scratch()
    defer { withExtendedLifetime(scratch) {} }
    let file = scratch.folder.appending(path: "requests")
    try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: file)
    let result = try Tool.shell("redit serve --stdio < '\(file.path)'", in: Tool.packageRoot)
    #expect(result.status == 0 && result.errors.isEmpty)
    return try result.output.split(separator: "\n").map {
      try JSONDecoder().decode(Answer.self, from: Data($0.utf8))
    }
  }

  private func request(_ id: Int, _ arguments: [String]) throws -> String {
    #"{"id":\#(id),"arguments":\#(try JSONText.text(arguments, .line).dropLast())}"#
  }

  /// Refuses an answer that keeps something of an earlier request: a value that was set, a status, an output.
  @Test func `answers are those of the command by itself`() throws {
    let commands = [
      "exact --pass-rate .3 --sigma .1 --format csv",
      "exact --pass-rate .4 --sigma 0:1:5 --format csv",
      "exact --pass-rate 4 --sigma 1 --format csv", "exact --pass-rate=.5 --sigma=.2 --format csv",
      "exact --sigma .1 --sigma .2", "exact --sigma .3 --sigma .4", "exact --sigma",
      "exact --logits=-1,0,2 --rewards 0,0,1 --group-size 4,8",
      "exact --logits=1,0,2 --rewards 0,1,1 --group-size 2 --format json",
      "exact --logits=1,0 --rewards 0,1,1 --group-size 2",
      "exact --stabilizer 1e-4 --clamp 2 --advantage standardized --noise student-t --degrees-of-freedom 3",
      "exact --stabilizer 1e-2 --clamp 1 --advantage standardized --noise student-t --degrees-of-freedom 7",
      "exact --false-positive .1 --false-negative .2 --pass-rate .1 --learning-rate .1",
      "exact --false-positive .2 --false-negative .1 --pass-rate .7 --learning-rate .3",
      "exact --old-logits=0,0,0,0,0 --clip-range .2",
      "exact --old-logits=0,1,0,0,0 --clip-range .2",
      "verify --claim AddedVariance --groups 1000", "audit data/logs/trl.jsonl --table groups",
      "advantages --rewards 1,0,0,1", "exact --help", "nonsense", "columns nowhere", "--version",
    ].map { $0.split(separator: " ").map(String.init) }
    let twice = commands + commands.reversed()
    let answers = try served(twice.enumerated().map { try request($0.offset, $0.element) })
    #expect(answers.map(\.id) == Array(0..<twice.count))
    for (command, answer) in zip(twice, answers) {
      let alone = try Tool.run(command)
      #expect(answer.output == alone.output, "\(command)")
      #expect(answer.error == alone.errors && answer.status == alone.status, "\(command)")
    }
  }

  @Test func `what is no request is answered in one line and the next is read`() throws {
    let lines = [
      "nonsense", "[1]", "{}", #"{"id":7,"arguments":[]}"#, #"{"id":8,"arguments":["serve"]}"#,
      #"{"id":9,"arguments":["train","--steps","1"]}"#, #"{"id":10,"arguments":["repeat","a"]}"#,
      #"{"id":11,"arguments":["audit","a","--watch"]}"#,
      #"{"id":12,"arguments":["claims"],"directory":"/nowhere/at/all"}"#, "",
      #"{"id":13,"arguments":["audit","-"]}"#, #"{"id":15,"arguments":"exact"}"#,
      #"{"id":14,"arguments":["--version"]}"#,
    ]
    let answers = try served(lines)
    #expect(answers.map(\.id) == [nil, nil, nil, 7, 8, 9, 10, 11, 12, 13, 15, 14])
    for answer in answers.dropLast() {
      #expect(answer.status != 0 && answer.output.isEmpty)
      #expect(answer.error.hasPrefix("redit: ") && answer.error.split(separator: "\n").count == 1)
    }
    #expect(try answers.last?.output == Tool.run(["--version"]).output)
  }

  @Test func `paths begin where the request says`() throws {
    let data = Tool.packageRoot.appending(path: "data").path
    let arguments = #""arguments":["exact","--prompts","prompts/pass_rates.csv","--sigma","0"]"#
    let answers = try served([
      #"{"id":1,"directory":"\#(data)",\#(arguments)}"#, "{\"id\":2,\(arguments)}",
    ])
    #expect(answers.map(\.status) == [0, 1])
  }

  @Test func `requests have to come from somewhere`() throws {
    let result = try Tool.run(["serve"])
    #expect(result.status == 64 && result.errors.contains("--stdio"))
  }
}
