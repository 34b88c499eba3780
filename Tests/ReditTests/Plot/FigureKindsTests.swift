import Foundation
import Testing

@testable import redit

/// `redit plot` knows a file by its header.
struct FigureKindsTests {
  @Test(arguments: [
    ("sweep.csv", "SweepFigure"), ("verdicts.csv", "VerdictFigure"),
    ("calibration.csv", "CalibrationFigure"),
  ])
  func `each kind of file gets its own figure`(file: String, figure: String) throws {
    let found = try FigureKinds.figure(of: table(file), choice: PlotChoice())
    #expect("\(type(of: found))" == figure)
    // A column more, or the columns in another order, change nothing.
    let shuffled = try table(file, reversed: true)
    #expect("\(type(of: try FigureKinds.figure(of: shuffled, choice: PlotChoice())))" == figure)
  }

  @Test func `what the commands write is what the kinds ask for`() throws {
    let headers = [
      ("SweepFigure", try Tool.run(["exact", "--sigma", "0.1", "--format", "csv"])),
      (
        "AdvantageFigure",
        try Tool.run(["advantages", "--rewards", "1,0,0", "--sigma", "0.1", "--format", "csv"])
      ),
      (
        "VerdictFigure",
        try Tool.run(
          ["verify", "--claim", "RewardVariance", "--groups", "1000", "--format", "csv"])
      ),
      (
        "CalibrationFigure",
        try Tool.run([
          "calibrate", "--claim", "RewardVariance", "--groups", "1000", "--seeds", "2",
          "--format", "csv",
        ])
      ),
    ]
    for (figure, result) in headers {
      let table = try CSVTable(text: result.output, file: "f.csv")
      let found = try FigureKinds.figure(of: table, choice: PlotChoice())
      #expect("\(type(of: found))" == figure)
    }
  }

  @Test func `no file fits two kinds`() throws {
    for file in ["sweep.csv", "verdicts.csv", "calibration.csv"] {
      let table = try table(file)
      #expect(FigureKinds.all.count { $0.fits(table, choice: PlotChoice()) } == 1)
    }
  }

  @Test func `a file of no kind is refused by its name and its header`() throws {
    let table = try CSVTable(text: "prompt,correct\na,1\n", file: "rates.csv")
    #expect {
      try FigureKinds.figure(of: table, choice: PlotChoice())
    } throws: { error in
      let text = "\(error)"
      return text.contains("'rates.csv'") && text.contains("'prompt', 'correct'")
        && text.contains("'redit verify --format csv'") && !text.contains("\n")
    }
  }

  @Test func `a file that lacks a column of the nearest kind is told which`() throws {
    let header = VerdictFigure.signature.filter { $0 != "half_width" }
    let cells = header.map { _ in "1" }.joined(separator: ",")
    let table = try CSVTable(text: header.joined(separator: ",") + "\n\(cells)\n", file: "v.csv")
    let nearest = PlotError.Nearest(contents: "verdicts", missing: ["half_width"])
    let error = PlotError.unknownKind(
      columns: header, nearest: nearest, drawable: FigureKinds.help, file: "v.csv")
    #expect(throws: error) {
      _ = try FigureKinds.figure(of: table, choice: PlotChoice())
    }
  }

  @Test(arguments: [
    ("verdicts.csv", PlotChoice(quantity: "snr"), "--y: not for verdicts, which know --claim"),
    ("sweep.csv", PlotChoice(claim: "A"), "--claim: not for sweeps, which know --policy, --y"),
    (
      "sweep.csv", PlotChoice(quantity: "varianc"), "--y: unknown 'varianc', did you mean variance?"
    ),
    (
      "sweep.csv", PlotChoice(policy: "five-arm"),
      "'sweep.csv' has no policy 'five-arm', did you mean five-arms? it has 'five-arms'"
    ),
    ("calibration.csv", PlotChoice(claim: "A"), "'calibration.csv' has no claim 'A'"),
    ("verdicts.csv", PlotChoice(claim: "A"), "'verdicts.csv' has no claim 'A'; it has 'Shr"),
  ])
  func `a choice that a file does not offer is refused`(
    file: String, choice: PlotChoice, words: String
  ) throws {
    let table = try table(file)
    #expect {
      try FigureKinds.figure(of: table, choice: choice)
    } throws: { "\($0)".hasPrefix(words) }
  }

  @Test func `claims have no figure, and that is said`() throws {
    let csv = try Tool.run(["claims", "--format", "csv"]).output
    let table = try CSVTable(text: csv, file: "c.csv")
    #expect {
      try FigureKinds.figure(of: table, choice: PlotChoice())
    } throws: {
      "\($0)".hasPrefix("'c.csv' holds claims, which have no figure; 'redit verify")
    }
  }

  /// As the shell asks for it: the words, and which of them is to be completed.
  @Test(arguments: [
    ("s.csv --y", "--y", ["variance", "gradient_norm", "second_moment", "snr", "cosine"]),
    ("s.csv --policy", "--policy", ["p=0.1", "p=0.5", "all"]),
    ("v.csv --claim", "--claim", ["RewardVariance"]),
    ("v.csv --policy", "--policy", []), ("absent.csv --claim", "--claim", []),
  ])
  func `the shell completes what the file holds`(
    words: String, option: String, expected: [String]
  ) throws {
    let scratch = try Scratch()
    for (name, command) in [
      ("s.csv", "exact --pass-rate 0.1,0.5 --sigma 0.1"),
      ("v.csv", "verify --claim RewardVariance --groups 1000"),
    ] {
      let made = try Tool.run(
        command.split(separator: " ").map(String.init) + ["--out", name], in: scratch.folder)
      try #require(made.status == 0, "\(made.errors)")
    }
    let line = ["redit", "plot"] + words.split(separator: " ").map(String.init) + [""]
    let result = try Tool.run(
      ["---completion", "plot", "--", option, "\(line.count - 1)", "0"] + line,
      in: scratch.folder)
    #expect(result.output.split(separator: "\n").map(String.init) == expected)
  }

  private func table(_ file: String, reversed: Bool = false) throws -> CSVTable {
    let text =
      switch file {
      case "sweep.csv": PlotFixture.csv(PlotFixture.jump)
      case "verdicts.csv": VerdictFixture.csv
      default: CalibrationFixture.csv
      }
    guard reversed else { return try CSVTable(text: text, file: file) }
    let lines = text.split(separator: "\n").map { line in
      (line.split(separator: ",", omittingEmptySubsequences: false).reversed() + ["1"])
        .joined(separator: ",")
    }
    return try CSVTable(text: lines.joined(separator: "\n") + "\n", file: file)
  }
}
