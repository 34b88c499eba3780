import Testing

@testable import Logs

@Suite struct JSONDocumentSourceTests {
  private let rows = [
    #"{"step": 1, "group": "a", "reward": 1}"#, #"{"step": 1, "group": "b", "reward": 0.5}"#,
    #"{"step": 2, "group": "a", "reward": 0}"#,
  ]

  @Test func `a list of objects is rows`() throws {
    let log = try LogText(" [\n" + rows.joined(separator: ",\n") + "\n]\n", name: "x.json")
    #expect(log.error == nil)
    #expect(log.rewards == [[1, 0.5], [0]] && log.steps.map(\.lines) == [[1, 2], [3]])
  }

  @Test func `a table is rows`() throws {
    let log = try LogText(
      #"{"columns": ["reward", "step", "group"], "data": [[1, 1, "a"], [0.5, 1, "b"]]}"#)
    #expect(log.error == nil)
    #expect(log.rewards == [[1, 0.5]] && log.groups == [[0, 1]])
  }

  @Test(arguments: [
    (#"{"columns": ["reward", "step", "group"], "data": [[1, 1]]}"#, ":1: a row has not as many"),
    (
      #"{"columns": ["reward", "step", "group"], "data": [[1, 1, "a"], [1, 1, "a", 2]]}"#,
      ":2: a row has not as many"
    ),
    (#"[{"step": 1, "group": "a", "reward": 1} 5]"#, ": a comma is expected between rows"),
    (#"[1, 2]"#, ":1: an object is expected"),
  ])
  func `a bad row is an error with its place`(text: String, says: String) throws {
    let error = try LogText(text).error
    #expect(error?.contains(says) == true, "\(error ?? "no error")")
  }

  @Test func `a table whose rows come first is the same`() throws {
    let rows = (0..<6).map { "[\($0 / 2), \"g\", \($0).25]" }.joined(separator: ", ")
    let usual = try LogText(#"{"columns": ["step", "group", "reward"], "data": [\#(rows)]}"#)
    #expect(usual.rewards == [[0.25, 1.25], [2.25, 3.25], [4.25, 5.25]])
    for chunk in [1, 7, 1 << 20] {
      let log = try LogText(
        #"{"data": [\#(rows)], "columns": ["step", "group", "reward"]}"#, chunk: chunk)
      #expect(log.isSame(usual), "\(log)")
    }
    // Without columns it is an object like another.
    #expect(try LogText(#"{"data": [\#(rows)]}"#).error?.contains("no known format") == true)
  }

  @Test func `a document that is cut off loses its last row`() throws {
    let text = "[" + rows.joined(separator: ",")
    let log = try LogText(String(text.dropLast(3)))
    #expect(log.error == nil)
    #expect(log.rewards == [[1, 0.5]])
    #expect(log.notes == ["log.jsonl:3: the last record is cut off: skipped"])
  }
}
