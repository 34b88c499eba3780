import Foundation

/// What holds a shown command to the truth: nil where it does, else what is wrong.
struct CommandRule {
  let root: URL
  let targets: Set<Substring>

  init(root: URL = Tool.packageRoot) throws {
    self.root = root
    let makefile = try String(contentsOf: root.appending(path: "Makefile"), encoding: .utf8)
    targets = Set(makefile.matches(of: #/(?m)^([a-z]+):/#).map { $0.1 })
  }

  /// Runs `redit` and `mkdir`; the target of `make`, the script of `python3` and a program of the project must
  /// exist, and are run elsewhere.
  func complaint(about command: ShownCommand, in folder: URL) throws -> String? {
    switch command.program {
    case "redit", "mkdir":
      return try failure(of: command, in: folder)
    case "make":
      let words = command.text.replacing(#/\w+=(?:"[^"]*"|\S+)/#, with: "").split(separator: " ")
      let unknown = words.dropFirst().filter { !targets.contains($0) }
      return unknown.isEmpty ? nil : "the Makefile has no \(unknown.joined(separator: ", "))"
    case "pip":
      // Of the project's own wheel; the other packages are not installed here.
      let isOurs = command.text.contains("out/wheel/redit_grpo-*.whl")
      return isOurs ? nil : "pip installs no wheel of ours"
    case "python3":
      guard let script = command.arguments.first(where: { $0.hasSuffix(".py") }) else { return nil }
      let exists = FileManager.default.fileExists(atPath: root.appending(path: script).path)
      return exists ? nil : "no script \(script)"
    default:
      let script = root.appending(path: String(command.text.prefix { $0 != " " })).path
      let isOwn = FileManager.default.isExecutableFile(atPath: script)
      return isOwn ? nil : "nothing checks commands of \(command.program)"
    }
  }

  /// Whether `redit` has the subcommand and the options that are mentioned.
  func complaint(aboutMention command: ShownCommand) throws -> String? {
    let words = command.arguments.filter { $0.wholeMatch(of: #/[a-z]+/#) != nil }
    let help = try Tool.run(["help"] + words.prefix(words.first == "help" ? 0 : 1))
    guard help.status == 0, words.first.map({ $0 == "help" || knows($0) }) ?? true else {
      return "no subcommand \(words.first ?? "")"
    }
    let options = command.text.matches(of: #/--[a-z-]+/#).map { String($0.0) }
    let unknown = options.filter { !help.output.contains($0) && $0 != "--help" }
    return unknown.isEmpty ? nil : "no option \(unknown.joined(separator: ", "))"
  }

  private func knows(_ subcommand: String) -> Bool {
    (try? Tool.run(["help"]))?.output.contains("  \(subcommand) ") ?? false
  }

  /// Through a shell, as a reader types it: pipes and redirections included.
  private func failure(of command: ShownCommand, in folder: URL) throws -> String? {
    let process = Process()
    let errors = Pipe()
    process.executableURL = URL(filePath: "/bin/bash")
    process.arguments = ["-o", "pipefail", "-c", command.text]
    process.currentDirectoryURL = folder
    process.environment = ProcessInfo.processInfo.environment.merging(
      ["PATH": "\(folder.path)/.build/release:\(ProcessInfo.processInfo.environment["PATH"] ?? "")"]
    ) { $1 }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = errors
    try process.run()
    let text = try errors.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return process.terminationStatus == 0 ? nil : String(decoding: text, as: UTF8.self)
  }
}
