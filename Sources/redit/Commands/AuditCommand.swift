import ArgumentParser
import Audit
import Foundation
import Logs

/// `redit audit`: what the advantages of a real run did, and what noise would do to it.
struct AuditCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit",
    abstract: "Read the log of a real run: is it read right, what did its advantages do?",
    discussion: """
      Reads the completions that TRL, ms-swift, verl, open-instruct, NeMo-RL, AReaL, tinker-cookbook, ROLL, \
      prime-rl and Weights & Biases log, or rows of step, group, reward, advantage. Says which advantage it \
      was, how many groups were silent, whether rewards have noise already, and what noise would keep of \
      the signal to noise: exact given the logged rewards, with intervals by prompt. That is not the \
      number of the bandits behind 'redit exact --prompts', where equal answers share a gradient.

      Status: 0 read right, 1 not to be read or wrong, 3 nothing to check the reading by.

      Examples:
        redit audit out/completions
        redit audit rollouts/ --advantage verl --sigma 0.05
        redit audit log.csv --map reward=score,group=uid --format json
        redit audit completions.jsonl --fail-on silent=0.5 --page audit.html
      """)

  @OptionGroup(title: "Log") var log: LogOptions

  @Option(
    help: ArgumentHelp(
      "Rows of csv, json and markdown; 'redit exact --prompts' reads the prompts, 'redit plot' all.",
      valueName: AuditTableChoice.allCases.map(\.rawValue).joined(separator: "|")))
  var table: AuditTableChoice = .steps

  @Option(
    help: ArgumentHelp(
      "End with status 1 beyond a bound: silent=.5 (share of silent groups), noise=.01 (sigma found).",
      valueName: "what=bound,..."))
  var failOn: String?

  @Flag(help: "A reading that cannot be verified is an error too: status 1 in place of 3.")
  var strict = false

  @Option(help: ArgumentHelp("One page with figures, for a browser.", valueName: "file.html"))
  var page: String?

  @OptionGroup(title: "Output") var output: TextOutput

  func run() throws {
    let bounds = try AuditBounds(failOn)
    let files = try output.plan(with: page.map { [("--page", $0)] } ?? [])
    var reader = try log.reader()
    var options = try log.options(columns: reader.schema.columns)
    if table == .groups { options.groupRecords = .max }
    var audit = RunAudit(
      columns: reader.schema.columns, grouping: reader.schema.grouping, options: options)
    var progress = ProgressLine("reading")
    let report: AuditReport
    do {
      while let step = try reader.next() {
        try audit.add(step)
        if reader.byteCount > 0 {
          progress.update(Double(reader.bytesRead) / Double(reader.byteCount))
        }
      }
      progress.finish()
      report = try audit.finish()
    } catch {
      progress.finish()
      throw error is LogError || error is AuditError ? FileError("\(error)") : error
    }
    let words = AuditText(
      report: report, log: LogWords(reader.schema, files: reader.files, notes: reader.notes))
    let text = try words.text(output.resolvedFormat, table: table, width: output.width)
    var contents = ["--out": Data(text.utf8)]
    if page != nil {
      let page = AuditPage(
        text: words, command: ShellCommand.text(["redit"] + CurrentRun.arguments))
      contents["--page"] = Data(try page.html().text.utf8)
    }
    try files.write(contents, Manifest(arguments: output.arguments))
    try finish(report, bounds)
  }

  /// The status says what the page says.
  private func finish(_ report: AuditReport, _ bounds: AuditBounds) throws {
    if let broken = bounds.broken(report) {
      StandardError.write("redit: --fail-on: \(broken)\n")
      throw ExitCode(1)
    }
    switch report.reading.verdict {
    case .right: return
    case .unknownAdvantage, .broken: throw ExitCode(1)
    case .notCheckable: throw ExitCode(strict ? 1 : 3)
    }
  }
}

/// Bounds of `--fail-on`.
struct AuditBounds {
  private var silent: Double?
  private var noise: Double?

  init(_ text: String?) throws {
    guard let text else { return }
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let sides = part.split(separator: "=", maxSplits: 1).map(String.init)
      guard sides.count == 2, let bound = Double(sides[1]), bound >= 0 else {
        throw UsageError("--fail-on: '\(part)' is not silent=SHARE or noise=SIGMA")
      }
      switch try Names.one(sides[0], among: ["silent", "noise"], option: "--fail-on") {
      case "silent": silent = bound
      default: noise = bound
      }
    }
  }

  /// What is beyond its bound; nil for nothing.
  func broken(_ report: AuditReport) -> String? {
    if let silent, report.silentShare.value > silent {
      return "silent groups \(NumberText.short(report.silentShare.value)), more than \(silent)"
    }
    if let noise, let found = report.noiseFound, found > noise {
      return "noise of sigma \(NumberText.short(found)), more than \(noise)"
    }
    return nil
  }
}
