import Testing

@testable import Logs

private let header = "step,group,text,reward\n"

private func csv(_ rows: String, header: String = header) throws -> LogText {
  try LogText(
    header + rows, name: "x.csv", options: RolloutOptions(map: [.completion: "text"]))
}

@Suite struct CSVSourceTests {
  @Test(arguments: ["\n", "\r\n", "\r"])
  func `lines end in any way`(end: String) throws {
    let log = try csv(
      "1,a,x,1\(end)1,b,y,0.5\(end)", header: "step,group,text,reward\(end)")
    #expect(log.error == nil)
    #expect(log.rewards == [[1, 0.5]] && log.steps[0].lines == [2, 3])
    #expect(log.notes == [])
  }

  @Test func `quoted fields hold separators, quotes and lines`() throws {
    let log = try csv("1,a,\"x,\n\"\"y\"\"\n\",\"1\"\n2,\"a\",\"\",2\n")
    #expect(log.error == nil)
    #expect(log.rewards == [[1], [2]] && log.steps.map(\.lines) == [[2], [5]])
    #expect(log.steps.map(\.lengths) == [[9], [0]])
    #expect(log.steps[0].groups == log.steps[1].groups)
  }

  @Test(arguments: [";", "\t", ","])
  func `separators are found`(mark: String) throws {
    let log = try LogText(
      "\u{feff}step,group,reward\n1,a,0.5\n".replacing(",", with: mark), name: "x.csv")
    #expect(log.error == nil)
    #expect(log.rewards == [[0.5]])
  }

  @Test func `what is missing is NaN, Infinity is an error`() throws {
    let log = try csv("1,a,x,\n1,a,x,NaN\n1,a,x,null\n1,a,x,None\n1,a,x,1\n")
    #expect(log.error == nil)
    #expect(log.rewards[0].map(\.isNaN) == [true, true, true, true, false])
    #expect(
      try csv("1,a,x,1\n1,a,x,inf\n").error == "x.csv:3: column reward: a finite number is expected"
    )
  }

  @Test(arguments: [
    ("1,a,x\n1,a,x,1\n", "x.csv:2: fewer fields than the header has"),
    ("1,a,x,1,5\n1,a,x,1\n", "x.csv:2: more fields than the header has"),
    ("1,a,\"x\"y,1\n1,a,x,1\n", "x.csv:2: text follows a closing quote"),
    ("1,a,x,good\n1,a,x,1\n", "x.csv:2: column reward: a number is expected"),
    ("1.5,a,x,1\n1,a,x,1\n", "x.csv:2: column step: a whole number is expected"),
  ])
  func `a bad line is an error with its place`(rows: String, says: String) throws {
    #expect(try csv(rows).error == says)
  }

  @Test(arguments: ["2,a", "2,a,x,0.", "2,a,\"x", "2,a,x,1e", "2,a,x"])
  func `a last line that is cut off is skipped and noted`(last: String) throws {
    let log = try csv("1,a,x,1\n" + last)
    #expect(log.error == nil)
    let isNumber = last.hasSuffix("0.")
    #expect(log.rewards == (isNumber ? [[1], [0]] : [[1]]))
    #expect(log.notes.count == (isNumber ? 0 : 1))
    #expect(isNumber || log.notes[0] == "x.csv:3: the last record is cut off: skipped")
  }

  @Test func `blank lines are passed over and a last line needs no end`() throws {
    let log = try csv("\n1,a,x,1\n\n1,b,x,0")
    #expect(log.error == nil)
    #expect(log.rewards == [[1, 0]] && log.steps[0].lines == [3, 5])
  }

  @Test func `a quote that never closes is not taken for a cut`() throws {
    let rows = "1,a,\"x,1\n" + String(repeating: "1,a,x,1\n", count: 200_000)
    #expect(try csv(rows).error == "x.csv:2: the record ends too early")
  }

  @Test func `a header alone holds no rows`() throws {
    #expect(try csv("").error == "x.csv: holds no rows")
  }

  @Test func `a column that stands twice is refused`() throws {
    let log = try csv("1,1,x,1\n", header: "step,step,text,reward\n")
    #expect(log.error == "x.csv:1: column step stands twice")
  }
}
