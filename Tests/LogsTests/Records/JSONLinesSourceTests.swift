import Testing

@testable import Logs

private func row(_ reward: String, text: String = "x", more: String = "") -> String {
  #"{"step": 1, "group": "g", "completion": "\#(text)", "reward": \#(reward)\#(more)}"#
}

@Suite struct JSONLinesSourceTests {
  @Test func `escapes end no string and blanks do not matter`() throws {
    let text = #"a\"b\\"#
    let log = try LogText(
      row("1", text: text) + "\r\n\n  "
        + #"{ "reward" :2 , "completion":"\#(text)","step":1,"group":"g"}"#
        + "\t\n")
    #expect(log.error == nil)
    #expect(log.rewards == [[1, 2]] && log.completions == [[0, 0]])
    #expect(log.steps[0].lines == [1, 3] && log.steps[0].lengths == [6, 6])
  }

  @Test(arguments: [
    "null", "NaN", "\"\"", "\"NaN\"", "None", "[]", "[null]", "\"None\"",
  ])
  func `what is missing is NaN`(value: String) throws {
    let log = try LogText(row("1") + "\n" + row(value) + "\n")
    #expect(log.error == nil)
    #expect(log.rewards[0][1].isNaN)
  }

  @Test(
    arguments: [
      ("0.1", 0.1), ("-1E-2", -0.01), ("true", 1), ("\"0.5\"", 0.5), ("[2.5]", 2.5),
      ("[[3, 3.0], [3]]", 3), ("12345678901234567890", 12345678901234567168),
    ] as [(String, Double)])
  func `numbers are read however they are written`(value: String, expected: Double) throws {
    #expect(try LogText(row(value)).rewards == [[expected]])
  }

  @Test(arguments: [
    (row("Infinity"), "column reward: a finite number is expected"),
    (row("[-Infinity]"), "column reward: a finite number is expected"),
    (row("1e999"), "column reward: a finite number is expected"),
    (row("\"high\""), "column reward: a number is expected"),
    (row("{}"), "column reward: a number is expected"),
    (row("1").replacing(": 1,", with: ": 1.5,"), "column step: a whole number is expected"),
    (row("1") + "x", "more follows behind the object"),
    (String(row("1").dropLast()), "the record ends too early"),
    (row("1", more: ", x: 1"), "a key in double quotes is expected"),
    (row("1", more: ", \"x\" 1"), "a colon is expected behind a key"),
    (row("1", more: ", \"x\": [1 2]"), "a comma is expected between values"),
    (row("1", more: ", \"x\": [1}"), "a comma is expected between values"),
    (row("1", more: ", \"x\": nul"), "a word that is no JSON value"),
    (row("1", more: ", \"x\": "), "a value is expected"),
    ("[1]", "an object is expected"),
    (
      row("1", more: ", \"x\": " + String(repeating: "[", count: 300)),
      "values stand more than 256 deep"
    ),
  ])
  func `a bad line is an error with its place`(bad: String, says: String) throws {
    let log = try LogText([row("1"), bad, row("1"), ""].joined(separator: "\n"))
    #expect(log.error == "log.jsonl:2: \(says)")
    #expect(log.steps.isEmpty)
  }

  @Test func `256 values may stand in each other`() throws {
    let deep = String(repeating: "[", count: 255) + String(repeating: "]", count: 255)
    #expect(try LogText(row("1", more: ", \"x\": \(deep)")).error == nil)
    #expect(try LogText(row("1", more: ", \"x\": [[\(deep)]]")).error != nil)
  }

  /// Every place in which a last line can be cut: none loses another row or is an error.
  @Test func `a last line that is cut off is skipped and noted`() throws {
    let last = row("0.5")
    for count in 1..<last.utf8.count {
      let log = try LogText(row("1") + "\n" + last.prefix(count))
      #expect(log.error == nil, "\(count)")
      #expect(log.rewards == [[1]], "\(count)")
      #expect(log.notes == ["log.jsonl:2: the last record is cut off: skipped"], "\(count)")
    }
    #expect(try LogText(row("1") + "\n" + last).rewards == [[1, 0.5]])
  }

  @Test func `a column that may be a reward may hold text`() throws {
    let log = try LogText(
      """
      {"step": 1, "prompt": "p", "completion": "c", "f": 1, "note": null, "advantage": 0}
      {"step": 1, "prompt": "p", "completion": "d", "f": 1, "note": "x", "advantage": 0}
      """ + String(repeating: "\n", count: 40))
    #expect(log.error == nil)
    #expect(log.schema?.columns == ["f"])
    let late = (0..<40).map { index in
      #"{"step": 1, "prompt": "p", "completion": "\#(index)", "f": 1, "n": \#(index < 39 ? "null" : "\"x\""), "advantage": 0}"#
    }
    let log2 = try LogText(late.joined(separator: "\n"))
    #expect(log2.error == nil)
    #expect(log2.schema?.columns == ["f", "n"])
    #expect(log2.notes == ["column n holds text, first in log.jsonl:40: taken as missing"])
  }

  @Test func `keys in another order, new ones and missing ones are read`() throws {
    let log = try LogText(
      """
      {"step": 1, "group": "a", "reward": 1}
      {"new": {"reward": 9}, "reward": 2, "group": "b", "step": 1}
      {"step": 1, "group": "a"}
      """)
    #expect(log.error == nil)
    #expect(log.rewards[0].prefix(2) == [1, 2] && log.rewards[0][2].isNaN)
    #expect(log.groups == [[0, 1, 0]])
  }

  @Test func `a file that is not JSON Lines says why`() throws {
    #expect(
      try LogText("{\n\"step\": 1\n}\n").error
        == "log.jsonl:1: one JSON object a line is expected, this one goes on in the next line")
    #expect(try LogText("").error == "log.jsonl: is empty")
    #expect(try LogText(" \n ").error == "log.jsonl: is empty")
    #expect(try LogText("{'a': 1}").error == "log.jsonl:1: a key in double quotes is expected")
  }
}
