import Foundation
import Testing

@testable import redit

/// What the shell offers after a tab.
struct NameCompletionTests {
  @Test func `a name is offered behind the list so far, once`() {
    let names = ["trl", "trl-batch", "dr-grpo"]
    #expect(NameCompletion.words(names, after: "") == names)
    #expect(NameCompletion.words(names, after: "tr") == names)
    #expect(NameCompletion.words(names, after: "TRL,d") == ["TRL,trl-batch", "TRL,dr-grpo"])
    #expect(NameCompletion.words(names, after: "trl,dr-grpo,") == ["trl,dr-grpo,trl-batch"])
    #expect(NameCompletion.words(names, after: "a+t", separator: "+")[0] == "a+trl")
  }

  private struct Question: CustomTestStringConvertible {
    let typed: String
    let answer: String
    var testDescription: String { typed }
  }

  private static let questions = [
    Question(typed: "verify --claim ", answer: "SilentGroups"),
    Question(typed: "calibrate --claim SilentGroups,Unb", answer: "SilentGroups,UnbiasedGradient"),
    Question(typed: "exact --advantage trl,dr", answer: "trl,dr-grpo"),
    Question(typed: "report --advantage tr", answer: "trl-batch"),
    Question(typed: "sweep --noise gaussian,st", answer: "gaussian,student-t"),
    Question(typed: "sweep --method conditional+str", answer: "conditional+stratified"),
    Question(typed: "compare --schedule constant,", answer: "constant,cosine-reversed"),
    Question(typed: "map --optimizer sgd,", answer: "sgd,momentum"),
    Question(typed: "map --task copy,br", answer: "copy,brackets"),
  ]

  /// As the scripts of the shells ask.
  @Test(arguments: questions)
  private func `lists of names are completed after each comma`(question: Question) throws {
    let words = question.typed.split(separator: " ", omittingEmptySubsequences: false)
      .map(String.init)
    let asked = ["---completion", words[0], "--", words[1], "3", "\(words[2].count)", "redit"]
    let result = try Tool.run(asked + words)
    #expect(result.status == 0 && result.errors == "")
    #expect(result.output.split(separator: "\n").contains { $0 == question.answer })
    if let last = words[2].lastIndex(of: ",") {
      let typed = words[2][...last]
      #expect(result.output.split(separator: "\n").allSatisfy { $0.hasPrefix(typed) })
    }
  }

  /// What has names or is a file is offered, whatever the command: no option is forgotten.
  @Test func `every option of names or files says what the shell may offer`() throws {
    let dump = try Tool.run(["--experimental-dump-help"]).output
    let help = try JSONDecoder().decode(DumpedHelp.self, from: Data(dump.utf8))
    var seen: [String: Int] = [:]
    for command in help.command.subcommands ?? [] {
      for argument in command.arguments ?? [] where argument.kind != "flag" {
        let offered = argument.completionKind?.keys.first
        if let offered { seen[offered, default: 0] += 1 }
        let place = "\(command.commandName) \(argument.name)"
        if argument.isRepeating, argument.valueName == "name" {
          #expect(offered == "custom", "\(place): a list")
        }
        if argument.valueName?.hasPrefix("file") ?? false {
          #expect(offered == "file", "\(place): a file")
        }
        if argument.allValues != nil { #expect(offered != nil, "\(place): names") }
      }
    }
    #expect(seen["custom", default: 0] > 20 && seen["file", default: 0] > 20, "\(seen)")
    #expect(seen["list", default: 0] > 20, "\(seen)")
  }

  private struct DumpedHelp: Decodable {
    let command: Command

    struct Command: Decodable {
      let commandName: String
      let subcommands: [Command]?
      let arguments: [Argument]?
    }

    struct Argument: Decodable {
      let kind: String
      let isRepeating: Bool
      let valueName: String?
      let allValues: [String]?
      let completionKind: [String: Values]?
      let preferredName: Name?

      var name: String { preferredName?.name ?? valueName ?? "" }
    }

    struct Name: Decodable { let name: String }
    struct Values: Decodable {}
  }
}
