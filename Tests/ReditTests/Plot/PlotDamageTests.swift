import Foundation
import GSL
import Testing

@testable import redit

/// Files that were damaged, and words that mean something to gnuplot.
struct PlotDamageTests {
  /// What stands in a cell of a damaged file.
  private static let cells = [
    "", "nan", "inf", "-inf", "1e308", "-1e308", "1e30", "1e-320", "-1", "0", "1", "0.5", "x",
    "9223372036854775808", "1e400", "'", "a'b", "%d", "\"q\"\"r\"", "\u{202E}x", "−1", "holds",
    "true", "1e100", "123456789012345678901234567890",
  ]

  private static let map = """
    task,advantage,noise,sigma,schedule,group_size,optimizer,learning_rate,runs,steps,seed,ratio,\
    ratio_low,ratio_high,difference,difference_low,difference_high,inner_steps,effect,collapse_steps
    pass rate 0.1,mean,gaussian,0.05,constant,8,sgd,0.5,64,300,1,1.01,0.98,1.04,0,-1,1,1,hurts,9
    pass rate 0.1,mean,gaussian,0.5,constant,8,sgd,0.5,64,300,1,1.5,1.4,1.6,0,-1,1,1,unclear,9

    """

  private static let runs = """
    run,step,value,entropy,mean_reward,gradient_norm,noise_share,sigma,learning_rate
    0,0,0.2,1.5,1,1,0.1,0.1,0.2
    0,10,0.6,1.2,1,1e-18,0.2,0.1,0.2
    1,10,0.4,1.1,1,1,0,0.1,0.2

    """

  private static let comparison = """
    task,advantage,noise,sigma,schedule,group_size,optimizer,learning_rate,runs,steps,reached,ratio,\
    ratio_low,ratio_high,difference,difference_low,difference_high
    bandit,mean,gaussian,0.05,constant,8,sgd,0.5,64,300,1,1.01,0.98,1.04,-0.001,-0.004,0.002
    bandit,mean,gaussian,0.5,constant,8,sgd,0.5,64,300,0.5,1.5,1.4,1.6,,,

    """

  static let files = [
    ("sweep", PlotFixture.csv(PlotFixture.jump)), ("verdicts", VerdictFixture.csv),
    ("calibration", CalibrationFixture.csv), ("map", map), ("runs", runs),
    ("comparison", comparison),
  ]

  /// Forty damaged files of each kind, 240 in all: a figure or one clear line, never a trap; and no
  /// script tells gnuplot a number that is none.
  @Test(arguments: files)
  func `a damaged file is drawn or refused`(name: String, text: String) throws {
    let lines = text.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    var stream = RandomStream(seed: 20_261_128, stream: 7)
    for round in 0..<40 {
      var damaged = lines
      for _ in 0..<(1 + round % 4) {
        let row = 1 + stream.below(damaged.count - 1)
        let column = stream.below(damaged[row].count)
        damaged[row][column] = Self.cells[stream.below(Self.cells.count)]
      }
      let file = damaged.map { $0.joined(separator: ",") + "\n" }.joined()
      do {
        let table = try CSVTable(text: file, file: "\(name).csv")
        let figure = try FigureKinds.figure(of: table, choice: PlotChoice())
        let script = figure.script(title: nil, canvas: .svg)
        // Lines without words: data and ranges.
        let bare = script.split(separator: "\n").filter { !$0.contains("'") }
          .joined(separator: "\n")
        let numbers = bare.matches(of: #/(^|[^A-Za-z'])(nan|-?inf)($|[^A-Za-z'])/#)
        #expect(numbers.isEmpty, "\(file)")
        if round % 10 == 0 { #expect(try Gnuplot().draw(script).count > 1000) }
      } catch {
        #expect(error is PlotError || error is UsageError, "\(error)")
        #expect(!"\(error)".contains("\n") && "\(error)".count < 800)
      }
    }
  }

  @Test(arguments: [
    "'", "it's", "''", "a' b", "50% of %d", "\"quoted\" `id` $x", "a\\nb \\ {x}^2 @m",
    "two\nlines\ttab", "日本語 ελληνικά 🎲", "<b>&amp;</b>", "",
  ])
  func `any words can be a title, a policy and a label`(words: String) throws {
    var field = ByteText()
    field.append(field: words.isEmpty ? "-" : words)
    let quoted = field.text
    let rows = PlotFixture.jump.map {
      (quoted, $0.advantage, quoted, $0.sigma, $0.variance, $0.error, $0.exact)
    }
    let figure = try PlotFixture.figure(rows)
    for canvas in [PlotCanvas.svg, .terminal(columns: 80, rows: 20, color: false)] {
      let script = figure.script(title: words, canvas: canvas)
      #expect(try Gnuplot().draw(script).count > 500)
      let own = script.split(separator: "\n").filter { $0.contains("title") }
      #expect(!own.joined().contains("''"))
    }
  }

  @Test func `a long title is wrapped, at last cut, and makes room for itself`() {
    let long = PlotFrame(
      canvas: .svg, title: String(repeating: "word ", count: 60),
      subtitle: String(repeating: "setting ", count: 30))
    #expect(long.titleLines.count == 2 && long.titleLines[1].hasSuffix("…"))
    #expect(long.subtitleLines.count > 1 && long.height > 560)
    #expect(long.titleLines.allSatisfy { $0.count <= 90 })
    let word = PlotFrame(canvas: .svg, title: String(repeating: "w", count: 300), subtitle: "")
    #expect(word.titleLines.count == 2)
    #expect("a bc def".wrapped(at: 4) == ["a bc", "def"])
  }

  @Test func `JSON and JSON Lines are drawn as the CSV is`() throws {
    let csv = try CSVTable(text: Self.runs, file: "r.csv")
    let objects = csv.rows.map { row in
      "{" + zip(csv.header, row.cells).map { "\"\($0)\":\($1)" }.joined(separator: ",") + "}"
    }
    let forms = [
      objects.joined(separator: "\n") + "\n", "[" + objects.joined(separator: ",") + "]",
    ]
    let expected = try FigureKinds.figure(of: csv, choice: PlotChoice())
      .script(title: nil, canvas: .svg)
    for form in forms {
      let table = try CSVTable(json: Data(form.utf8), file: "r.jsonl")
      let figure = try FigureKinds.figure(of: table, choice: PlotChoice())
      #expect(figure.script(title: nil, canvas: .svg) == expected)
    }
    #expect(
      throws: PlotError.malformedJSON(
        "r.jsonl", .init(line: 2, column: 8, reason: "the text ends where a value is due"))
    ) {
      _ = try CSVTable(json: Data((objects[0] + "\n{\"run\":\n").utf8), file: "r.jsonl")
    }
  }

  @Test func `what the tool writes as JSON is drawn`() throws {
    let scratch = try Scratch()
    let commands = [
      ["exact", "--sigma", "0.1,0.2", "--format", "json", "--out", "e.json"],
      ["train", "--steps", "4", "--runs", "2", "--sigma", "0.1", "--out", "t.jsonl"],
      ["compare", "--steps", "100", "--runs", "8", "--sigma", "0.1", "--out", "c.json"],
    ]
    for command in commands {
      let made = try Tool.run(command, in: scratch.folder)
      #expect(made.status == 0, "\(made.errors)")
      let file = try #require(command.last)
      let drawn = try Tool.run(["plot", file, "--out", "f.pdf"], in: scratch.folder)
      #expect(drawn.status == 0, "\(file): \(drawn.errors)")
    }
  }

  @Test func `sigmas and variances at the edge of what numbers hold are drawn`() throws {
    let scratch = try Scratch()
    let made = try Tool.run(
      [
        "exact", "--advantage", "mean", "--group-size", "4", "--sigma", "1e100,1e150", "--out",
        "own.csv", "--plot", "own.svg",
      ], in: scratch.folder)
    #expect(made.status == 0, "\(made.errors)")
    let figure = try scratch.read("own.svg")
    // The marks of a variance of some 1e200 to 1e300.
    #expect(!figure.contains("NaN") && figure.contains("10²") && figure.contains("10³⁰"))
  }
}

extension RandomStream {
  /// A whole number from 0 to `count - 1`.
  fileprivate mutating func below(_ count: Int) -> Int {
    Int(nextWord() % UInt64(count))
  }
}
