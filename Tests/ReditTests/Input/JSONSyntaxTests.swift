import Foundation
import GSL
import Testing

@testable import redit

/// Where a text stops being JSON.
struct JSONSyntaxTests {
  /// Places counted by hand.
  @Test(arguments: [
    ("", 1, 1, "the text ends where a value is due"),
    ("{\"a\": 1,\n \"b\" 2}", 2, 6, "':' is due, not '2'"),
    ("[1, 2,]", 1, 7, "a value is due, not ']'"),
    ("[1 2]", 1, 4, "',' or ']' is due, not '2'"),
    ("{\"a\": 1,}", 1, 9, "a name in quotes is due, not '}'"),
    ("{a: 1}", 1, 2, "a name in quotes or '}' is due, not 'a'"),
    ("[1}", 1, 3, "',' or ']' is due, not '}'"),
    ("[NaN]", 1, 2, "a value or ']' is due, not 'NaN'"),
    ("[01]", 1, 3, "',' or ']' is due, not '1'"),
    ("{} {}", 1, 4, "the end is due, not '{'"),
    ("[\"\\x\"]", 1, 3, "no escape of JSON: '\\x'"),
    ("[\"\\u12g4\"]", 1, 3, "'\\u' needs four hexadecimal digits"),
    ("[\"a\nb\"]", 1, 4, "a control character or line break in a text"),
    ("[\"日本\", 1 \n, x]", 2, 3, "a value is due, not 'x'"),
    ("[\"ab", 1, 5, "the text ends within quotes"),
    ("{\"a\": [1,", 1, 10, "the text ends where a value is due"),
    ("\u{FEFF}[x]", 1, 2, "a value or ']' is due, not 'x'"),
  ])
  func `a fault has its place`(text: String, line: Int, column: Int, reason: String) {
    let expected = JSONSyntax.Fault(line: line, column: column, reason: reason)
    #expect(JSONSyntax.fault(in: Data(text.utf8)) == expected)
  }

  @Test func `bytes that are no text, and documents too deep`() {
    let bytes = Data("[1,\n\"é".utf8) + Data([0xFF]) + Data("\"]".utf8)
    let fault = JSONSyntax.fault(in: bytes)
    #expect(fault == .init(line: 2, column: 3, reason: "not UTF-8"))
    let deep = Data(String(repeating: "[", count: 100_000).utf8)
    #expect(JSONSyntax.fault(in: deep)?.column == JSONSyntax.deepest + 1)
  }

  /// Four hundred times a change of one character, N = 400, seed 3: the decoder and the syntax refuse the
  /// same texts, but for numbers too large and lone surrogates, which are JSON.
  @Test func `it refuses what the decoder refuses`() throws {
    let text = #"{"a": [1, -2.5e3, true, null, "x\n\"é"], "b": {"c": [], "d": {}}}"#
    var random = RandomStream(seed: 3)
    var refused = 0
    for _ in 0..<400 {
      var characters = Array(text)
      let place = random.index(below: characters.count)
      switch random.index(below: 3) {
      case 0: characters.remove(at: place)
      case 1: characters.insert(Array("{}[],:\"\\01-.e tn")[random.index(below: 16)], at: place)
      default: characters.swapAt(place, random.index(below: characters.count))
      }
      let data = Data(String(characters).utf8)
      let isRefused = (try? JSONSerialization.jsonObject(with: data)) == nil
      #expect((JSONSyntax.fault(in: data) != nil) == isRefused, "\(String(characters))")
      refused += isRefused ? 1 : 0
    }
    #expect((100..<350).contains(refused), "\(refused)")
  }

  /// 20,000 words of the letters of numbers, seed 5, against the grammar of RFC 8259 as a regular expression; a third of
  /// them begin with a number, of which the syntax passes as much as the expression matches.
  @Test func `numbers are those of the grammar`() {
    let shape = #/-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?/#
    let letters = Array("+-.eE0123")
    var random = RandomStream(seed: 5)
    var whole = 0
    for _ in 0..<20_000 {
      let word = String((0...random.index(below: 7)).map { _ in letters[random.index(below: 9)] })
      let matched = word.prefixMatch(of: shape).map { $0.0.count }
      let fault = JSONSyntax.fault(in: Data(word.utf8))
      #expect((fault == nil) == (matched == word.count), "\(word)")
      if let fault { #expect(fault.column == 1 + (matched ?? 0), "\(word)") }
      whole += fault == nil ? 1 : 0
    }
    #expect(whole > 1000, "\(whole)")
  }

  @Test func `the elements of a list have their lines`() {
    let data = Data("[\n {\"a\": [1,\n 2]}, {},\n\n 3]".utf8)
    #expect(JSONSyntax.elementLines(of: data) == [2, 3, 5])
    #expect(JSONSyntax.elementLines(of: Data("{\"a\": []}".utf8)).isEmpty)
  }

  /// Every file of JSON that the tool reads.
  @Test(arguments: [
    (["exact", "--policy-file", "p.json"], "{\"logits\": [0, 1],\n \"rewards\": [0 1]}", 2, 16),
    (["repeat", "p.json"], "{\"tool\": \"redit\",\n\n\"version\": }", 3, 12),
    (["plot", "p.json", "--terminal"], "[{\"run\": 1},\n {\"run\" 2}]", 2, 9),
    (["plot", "p.json", "--terminal"], "{\"run\": 1}\n{\"run\": }\n", 2, 9),
  ])
  func `a broken file is refused with line and column`(
    arguments: [String], text: String, line: Int, column: Int
  ) throws {
    let scratch = try Scratch()
    try scratch.write(text, to: "p.json")
    let result = try Tool.run(arguments, in: scratch.folder)
    #expect(result.status == 1)
    #expect(result.errors.contains("line \(line), column \(column): "), "\(result.errors)")
    #expect(result.errors.count { $0 == "\n" } == 1)
  }

  @Test func `a wrong value in a list has the line of its row`() throws {
    let row = #"{"run": 0, "step": 1,"# + "\n" + #""value": "x", "entropy": 1, "mean_reward": 1}"#
    let table = try CSVTable(json: Data("[\n\n\(row)]".utf8), file: "r.json")
    let expected = PlotError.notANumber("x", column: "value", line: 3, file: "r.json")
    #expect(throws: expected) {
      try FigureKinds.figure(of: table, choice: PlotChoice())
    }
  }
}
