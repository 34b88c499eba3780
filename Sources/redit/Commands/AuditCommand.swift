import ArgumentParser
import Audit
import Platform
import Logs

/// `redit audit`: what the advantages of a real run did, and what noise would do to it.
struct AuditCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit", _superCommandName: CommandRoot.name,
    abstract: "Read the log of a real run: is it read right, what did its advantages do?",
    discussion: """
      Reads the completions that TRL, ms-swift, verl, open-instruct, NeMo-RL, AReaL, tinker-cookbook, ROLL, \
      prime-rl and Weights & Biases log, or rows of step, group, reward, advantage. Says which advantage it \
      was, how many groups were silent, whether rewards have noise already, and what noise would keep of \
      the signal to noise: exact given the logged rewards, with intervals by prompt. That is not the \
      number of the bandits behind 'redit exact --prompts', where equal answers share a gradient.

      --watch reads the log again when it has grown. A step counts once the next one begins, a line once it \
      ends; Ctrl-C or SIGTERM ends with the page of all there is, a bound of --fail-on with status 1.

      Status: 0 read right, 1 not to be read or wrong, 3 nothing to check the reading by.

      Examples:
        redit audit out/completions
        redit audit rollouts/ --advantage verl --sigma 0.05
        redit audit log.csv --map reward=score,group=uid --format json
        redit audit completions.jsonl --fail-on silent=0.5 --page audit.html
        redit audit out/completions --watch --fail-on silent=0.9

      A log of many files can be read in parts, by several processes or machines; parquet cannot:
        redit audit rollouts/ --shard 1/2 --parts parts
        redit audit rollouts/ --shard 2/2 --parts parts
        redit merge parts --page audit.html
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

  @Option(
    help: ArgumentHelp("One page with figures, for a browser.", valueName: "file.html"),
    completion: .file(extensions: ["html", "htm"]))
  var page: String?

  @OptionGroup(title: "Output") var output: TextOutput

  @OptionGroup(title: "Parts of a run") var parts: PartOptions

  @Flag(
    help:
      "Follow a run that is being written: the page again at every new step, to Ctrl-C or a bound.")
  var watch = false

  func run() throws {
    let bounds = try AuditBounds(failOn)
    let files = try output.plan(with: pages)
    for path in log.run { try InputFile.refuseOutput(path) }
    if watch { try checkWatch() }
    let stopped = watch ? try follow(files, bounds) : nil
    if watch, redraws { try StandardOutput.write(Self.clearing) }
    guard let run = try stopped ?? (parts.isAsked ? readParts(files) : read(files)) else {
      return
    }
    try write(run, to: files, options: ["--out"] + pages.map(\.option))
    try finish(run, bounds)
  }

  private var pages: [(option: String, path: String)] { page.map { [("--page", $0)] } ?? [] }

  private func read(_ files: OutputPlan, isGrowing: Bool = false) throws -> ReadRun? {
    try ReadRun.read(
      log, isGrowing: isGrowing, hashesFiles: hashesFiles(files), keepsGroups: table == .groups)
  }

  private func readParts(_ files: OutputPlan) throws -> ReadRun? {
    try ReadRun.read(
      log, in: parts, output: output, hashesFiles: hashesFiles(files),
      keepsGroups: table == .groups)
  }

  /// Where a record goes beside a file, and where one says what the log must be.
  private func hashesFiles(_ files: OutputPlan) -> Bool {
    files.isFile("--out") || files.isFile("--page") || CurrentRun.expectsLogs
  }

  private func write(_ run: ReadRun, to files: OutputPlan, options: [String]) throws {
    try CurrentRun.note(logs: LogRecord.all(run.hashes, of: log.run))
    var contents: [String: Data] = [:]
    for option in options {
      let text =
        option == "--page"
        ? try AuditPage(text: run.words, command: ShellCommand.text(["redit"] + output.arguments))
          .html().text
        : try run.words.text(output.resolvedFormat, table: table, width: output.width)
      contents[option] = Data(text.utf8)
    }
    try files.write(contents, Manifest(arguments: output.arguments)) { run.finished?.close() }
  }

  /// The status says what the page says.
  private func finish(_ run: ReadRun, _ bounds: AuditBounds) throws {
    // Rows do not say it either.
    if output.resolvedFormat != .table {
      for note in run.words.notes(beside: table) {
        StandardError.write("redit: note: \(ErrorLine.text(note))\n")
      }
    }
    if let broken = bounds.broken(run.report) {
      StandardError.write("redit: --fail-on: \(broken)\n")
      throw ExitCode(1)
    }
    if run.report.reading.verdict == .right { return }
    // A page in a file does not say it to whoever waits, nor do rows.
    if output.isFile || output.resolvedFormat != .table {
      StandardError.write("redit: \(ErrorLine.text(run.words.verdictWords))\n")
    }
    switch run.report.reading.verdict {
    case .right: return
    case .unknownAdvantage, .broken: throw ExitCode(1)
    case .notCheckable: throw ExitCode(strict ? 1 : 3)
    }
  }
}

// MARK: - A run that is being written

extension AuditCommand {
  /// Moves to the top of the terminal and clears it.
  private static let clearing = "\u{1B}[H\u{1B}[2J"

  private var redraws: Bool { Terminal.isOutput && !output.isFile }

  private func checkWatch() throws {
    try Refusals().refuse(
      "--shard", "--parts", "--shards", "--resume",
      because: "--watch reads a log that grows, in one process")
    guard !log.run.contains("-") else { throw UsageError("--watch: standard input is read once") }
    guard output.isFile || output.resolvedFormat == .table else {
      throw UsageError("--watch: --format \(output.resolvedFormat.rawValue) needs a file as --out")
    }
  }

  /// Shows what there is at every new step, until a signal asks to stop.
  ///
  /// - Returns: the run that went beyond a bound; nil after a signal.
  private func follow(_ files: OutputPlan, _ bounds: AuditBounds) throws -> ReadRun? {
    Interruption.askFirst()
    // What goes to standard output is told at the end.
    let options = (output.isFile ? ["--out"] : []) + pages.map(\.option)
    let files = output.isFile ? files : try OutputPlan(pages, force: output.force)
    var follower = LogFollower(log.run)
    while !Interruption.isAskedToStop {
      let begun = Date()
      let news = try follower.look {
        try read(files, isGrowing: true)
      }
      for line in news.lines { StandardError.write("redit: \(ErrorLine.text(line))\n") }
      if let run = news.run {
        if bounds.broken(run.report) != nil { return run }
        if !options.isEmpty { try write(run, to: files, options: options) }
        try show(run)
      }
      // Reading takes a tenth of the time at most.
      Interruption.pause(max(1, 10 * Date().timeIntervalSince(begun)))
    }
    return nil
  }

  /// On a terminal the page in the place of the one before, else a line.
  private func show(_ run: ReadRun) throws {
    guard redraws else {
      return try StandardOutput.write(run.words.line + "\n")
    }
    let page = try run.words.text(.table, table: table, width: output.width)
    try StandardOutput.write(Self.clearing + page)
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
