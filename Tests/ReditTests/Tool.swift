import Foundation
import Testing

@testable import redit

/// The built `redit`, run as a user runs it.
enum Tool {
  struct Result {
    let status: Int32
    let output: String
    let errors: String
  }

  /// Beside the test bundle; `swift build --build-tests` makes both.
  static let executable = Bundle.main.executableURL!.deletingLastPathComponent()
    .appending(path: "redit")

  static let packageRoot = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// - Parameter columns: of the terminal it believes to write to.
  static func run(
    _ arguments: [String], in folder: URL? = nil, columns: Int? = nil
  ) throws -> Result {
    try run(executable, arguments, in: folder, columns: columns)
  }

  /// A command line of bash in which `redit` is the built one.
  static func shell(_ command: String, in folder: URL) throws -> Result {
    let path = executable.path.replacing("'", with: "'\\''")
    return try run(
      URL(filePath: "/bin/bash"), ["-c", "redit() { '\(path)' \"$@\"; }; \(command)"], in: folder)
  }

  /// Starts the built `redit` and does not wait for it; it says nothing.
  static func start(_ arguments: [String], in folder: URL, errors: FileHandle? = nil) throws
    -> Process
  {
    let process = Process()
    process.executableURL = executable
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = errors ?? FileHandle.nullDevice
    try process.run()
    return process
  }

  private static func run(
    _ executable: URL, _ arguments: [String], in folder: URL?, columns: Int? = nil
  ) throws -> Result {
    let process = Process()
    let output = Pipe()
    let errors = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).err")
    try Data().write(to: errors)
    defer { try? FileManager.default.removeItem(at: errors) }
    process.executableURL = executable
    process.arguments = arguments
    process.currentDirectoryURL = folder ?? packageRoot
    if let columns {
      process.environment = ProcessInfo.processInfo.environment
        .merging(["COLUMNS": "\(columns)"]) { $1 }
    }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = try FileHandle(forWritingTo: errors)
    try process.run()
    let text = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return Result(
      status: process.terminationStatus, output: String(decoding: text, as: UTF8.self),
      errors: try String(contentsOf: errors, encoding: .utf8))
  }
}

/// A folder of its own for one test, removed afterwards.
final class Scratch {
  let folder = FileManager.default.temporaryDirectory
    .appending(path: "redit-test-\(UUID().uuidString)")

  init() throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  func write(_ text: String, to name: String) throws {
    try Data(text.utf8).write(to: folder.appending(path: name))
  }

  func read(_ name: String) throws -> String {
    try String(contentsOf: folder.appending(path: name), encoding: .utf8)
  }

  var names: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() }
  }
}

extension Tool {
  /// The rows of what a command writes as CSV, by column.
  static func table(_ arguments: [String]) throws -> [[String: String]] {
    let result = try run(arguments + ["--format", "csv"])
    #expect(result.status == 0, "\(result.errors)")
    let table = try CSVTable(text: result.output, file: "a.csv")
    return try table.rows.map { row in
      Dictionary(
        uniqueKeysWithValues: try table.header.map { ($0, try table.text($0, in: row)) })
    }
  }
}
