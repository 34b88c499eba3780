import Foundation

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
