import Testing

@testable import Logs

@Suite struct JSONLeadsTests {
  private let usual = #"{"step": 1, "group": "g", "reward": 0.5}"#

  @Test(arguments: [
    #"{"step": 1, "group": "g", "reward": 0.5}"#,
    #"{"step":1,"group":"g","reward":0.5}"#,
    #"{ "step": 1, "group": "g", "reward": 0.5 }"#,
    #"{"reward": 0.5, "group": "g", "step": 1}"#,
    #"{"x": {"step": 7}, "step": 1, "group": "g", "reward": 0.5}"#,
    #"{"step": 1, "x": [1, 2], "group": "g", "y": "", "reward": 0.5, "z": null}"#,
    #"{"step": 1, "step": 1, "group": "g", "reward": 0.5}"#,
    #"{"step": 1, "group" : "g", "reward": 0.5}"#,
  ])
  func `what stands before a value may change from line to line`(line: String) throws {
    for lines in [[usual, line, usual, line, line], [line, line, usual, usual, line]] {
      let log = try LogText(lines.joined(separator: "\n"))
      #expect(log.error == nil)
      #expect(log.rewards == [[0.5, 0.5, 0.5, 0.5, 0.5]] && log.groups == [[0, 0, 0, 0, 0]])
    }
  }

  /// What has been learnt of good lines must not let a bad one pass.
  @Test(arguments: [
    (#"{"x": 1{"step": 1, "group": "g", "reward": 0.5}"#, "a comma is expected between values"),
    (#"{"step": 1, "group": "g", "reward": 0.5, "step": }"#, "a value is expected"),
    (#"{"step": 1 "group": "g", "reward": 0.5}"#, "a comma is expected between values"),
    (#"{"step": 1, "group": "g", "reward" 0.5}"#, "a colon is expected behind a key"),
  ])
  func `a bad line behind good ones is an error`(bad: String, says: String) throws {
    // A key that the first records, from which columns are known, do not have.
    let odd = #"{"x": 1, "step": 1, "group": "g", "reward": 0.5}"#
    let lines = Array(repeating: usual, count: 200) + [odd, usual, bad, usual, ""]
    let log = try LogText(lines.joined(separator: "\n"))
    #expect(log.error == "log.jsonl:203: \(says)")
  }

  @Test func `a first value is not one behind another`() throws {
    let odd = #"{"x": 1, "step": 1, "group": "g", "reward": 0.5}"#
    let bad = #", "step": 1, "group": "g", "reward": 0.5}"#
    let lines = Array(repeating: usual, count: 200) + [odd, bad, usual, ""]
    let log = try LogText(lines.joined(separator: "\n"))
    #expect(log.error == "log.jsonl:202: an object is expected")
  }

  @Test func `long keys are compared to their end`() throws {
    let key = String(repeating: "k", count: 30)
    let other = String(repeating: "k", count: 29) + "x"
    let good = #"{"step": 1, "\#(key)": 0, "reward": 0.5, "group": "g"}"#
    let odd = #"{"step": 1, "\#(other)": 9, "reward": 0.5, "group": "g"}"#
    let options = RolloutOptions(map: [.reward: key])
    let log = try LogText([good, good, odd, good].joined(separator: "\n"), options: options)
    #expect(log.error == nil)
    #expect(log.rewards[0].map(\.isNaN) == [false, false, true, false])
  }
}
