import ArgumentParser
import Platform

/// `redit repeat`: an output again, byte for byte.
struct RepeatCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "repeat", _superCommandName: CommandRoot.name,
    abstract: "Make an output again, byte for byte, from the .meta.json beside it.",
    discussion: """
      Refuses when a file that was read has changed since, and when the output itself has. Paths of \
      inputs are as they were typed: repeat in the folder where the command was given. Exit status 1 \
      when the bytes are not those on record, as those of another version or of a machine with another \
      mathematical library or kind of processor may be.

      Examples:
        redit repeat out/five.csv.meta.json --out out/again.csv
        redit repeat out/five.csv.meta.json --out - | cmp - out/five.csv
      """)

  @Argument(
    help: ArgumentHelp("The file beside an output.", valueName: "file.meta.json"),
    completion: .file(extensions: ["json"]))
  var file: String

  @Option(
    help: ArgumentHelp(
      "File to write (default: -, standard output); of a report, the folder.", valueName: "file"),
    completion: .file())
  var out: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Threads (default: all cores); results do not depend on it.", valueName: "n"))
  var threads: Int?

  @Flag(help: "Overwrite files that are not unchanged outputs of the same command.")
  var force = false

  func run() throws {
    let meta = try Manifest.read(file)
    try meta.checkFiles(beside: file)
    CurrentRun.begin(try arguments(meta), expectedLogs: meta.logs)
    let status = try repeated(meta)
    guard CurrentRun.outputs[meta.option] == meta.outputs[meta.file] else {
      let version = meta.version == Version.current ? "" : " of version \(meta.version)"
      throw FileError(
        "\(out ?? "-") differs from \(meta.file) as \(file)\(version) has it on record"
          + meta.arithmeticNote)
    }
    if let status { throw status }
  }

  /// Runs the command; returns the exit status that it asks for.
  private func repeated(_ meta: Manifest) throws -> ExitCode? {
    var command: any ParsableCommand
    do {
      command = try CommandRoot.command(CurrentRun.arguments)
    } catch {
      throw FileError("\(file): its arguments are refused: \(CommandRoot.message(for: error))")
    }
    do {
      try command.run()
      return nil
    } catch let status as ExitCode {
      return status
    }
  }

  private func arguments(_ meta: Manifest) throws -> [String] {
    var arguments = meta.arguments
    guard Self.repeatable.contains(meta.subcommand) else {
      throw FileError("\(file): 'redit \(meta.subcommand)' writes nothing to repeat")
    }
    switch meta.option {
    case "DIR":
      guard let out else { throw UsageError("--out: name the folder of the report") }
      arguments += [out]
    case "--plot": arguments += ["--plot", try picture(meta), "--out", "/dev/null"]
    case "--page": arguments += ["--page", out ?? "-", "--out", "/dev/null"]
    case "--out": arguments += ["--out", try meta.isPicture ? picture(meta) : out ?? "-"]
    default: throw FileError("\(file): unknown option '\(meta.option)'")
    }
    // A table in a file is as wide as it is.
    if meta.isTable { arguments += ["--wide"] }
    if let threads {
      guard meta.seed != nil else { throw UsageError("--threads: a figure is drawn by one") }
      arguments += ["--threads", "\(threads)"]
    }
    return arguments + (force ? ["--force"] : [])
  }

  private static let repeatable: Set = [
    "sweep", "exact", "plot", "report", "verify", "calibrate", "train", "compare", "map",
    "audit", "advise", "explore",
  ]

  /// A picture's format is in its name.
  private func picture(_ meta: Manifest) throws -> String {
    let ending = URL(filePath: meta.file).pathExtension
    guard let out, URL(filePath: out).pathExtension == ending else {
      throw UsageError("--out: name a file that ends in .\(ending), as \(meta.file)")
    }
    return out
  }
}

extension Manifest {
  /// Why last digits may differ: the elementary functions were others; empty where they were not, or nobody knows.
  var arithmeticNote: String {
    guard let arithmetic, arithmetic != Arithmetic.fingerprint else { return "" }
    return ": last digits may, its arithmetic was \(arithmetic), this is \(Arithmetic.fingerprint)"
  }

  /// Whether the output is a figure.
  var isPicture: Bool { (try? PlotCanvas(file: file)) != nil }

  /// Whether the output is a table to look at.
  var isTable: Bool {
    arguments.contains("--format=table")
      || zip(arguments, arguments.dropFirst()).contains { $0 == "--format" && $1 == "table" }
  }

  /// Refuses when a file that the run read has changed since, or what it wrote beside `path` has.
  func checkFiles(beside path: String) throws {
    for (input, known) in inputs.sorted(by: { $0.key < $1.key }) {
      let data: Data
      do {
        data = try InputFile.bytes(input)
      } catch {
        throw FileError("cannot read \(input), which \(file) was made from: \(error)")
      }
      guard fingerprint(data) == known else {
        throw FileError("\(input) has changed since \(file) was made")
      }
    }
    // Their content is compared when they are read again.
    for (log, known) in (logs ?? [:]).sorted(by: { $0.key < $1.key }) where known.files == nil {
      var status = stat()
      guard stat(log, &status) == 0 || log == "-" else {
        throw FileError("cannot read \(log), which \(file) was made from: \(SystemError())")
      }
      guard log == "-" || Int(status.st_size) == known.bytes else {
        throw FileError("\(log) has changed since \(file) was made")
      }
    }
    let output = OutputTarget.folder(of: path) + "/" + file
    guard access(output, F_OK) == 0 else { return }
    guard (try? InputFile.bytes(output)).map(fingerprint) == outputs[file] else {
      throw FileError("\(path) is not of the \(file) beside it: one of them has changed")
    }
  }
}
