import Foundation

/// The files of the project, as git knows them, and their text.
struct House {
  let root: URL
  /// Paths from the root, tracked or about to be: what .gitignore names is not of the house.
  let files: [String]

  init() throws {
    root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let folder = root
    let listed = try Self.git(["ls-files", "--cached", "--others", "--exclude-standard"], in: root)
    files = Set(listed.split(separator: "\n").map(String.init)).sorted().filter {
      FileManager.default.fileExists(atPath: folder.appending(path: $0).path)
    }
  }

  /// The text of a file; nil where it is not text.
  func text(_ path: String) -> String? {
    try? String(contentsOf: root.appending(path: path), encoding: .utf8)
  }

  /// Every Swift file under a folder with its text.
  func swiftFiles(under folder: String) -> [(path: String, text: String)] {
    files.filter { $0.hasPrefix(folder + "/") && $0.hasSuffix(".swift") }.map {
      (path: $0, text: text($0) ?? "")
    }
  }

  private static func git(_ arguments: [String], in folder: URL) throws -> String {
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["git", "-c", "core.quotePath=false"] + arguments
    process.currentDirectoryURL = folder
    process.standardOutput = output
    try process.run()
    let data = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return String(decoding: data, as: UTF8.self)
  }
}
