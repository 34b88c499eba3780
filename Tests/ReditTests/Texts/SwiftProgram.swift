import Foundation

/// A Swift program over the built library, as a user's package would make it, but without building the
/// library again: compiled against the modules and linked with the objects beside the tests.
enum SwiftProgram {
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  /// Compiles and runs `source`, and returns what it printed.
  ///
  /// - Throws: ``Failure`` with what the compiler or the program said.
  static func output(of source: String, warningsAreErrors: Bool = true) throws -> String {
    let scratch = try Scratch()
    try scratch.write(source, to: "main.swift")
    let arguments =
      ["swiftc", "-swift-version", "6", "main.swift", "-o", "program"]
      + (warningsAreErrors ? ["-warnings-as-errors"] : []) + (try libraryArguments())
    _ = try run(arguments, in: scratch.folder)
    return try run([scratch.folder.appending(path: "program").path], in: scratch.folder)
  }

  /// Compiles and reads a package manifest, and returns it as JSON.
  static func manifest(_ source: String) throws -> String {
    let scratch = try Scratch()
    try scratch.write(source, to: "Package.swift")
    return try run(["swift", "package", "dump-package"], in: scratch.folder)
  }

  private static func libraryArguments() throws -> [String] {
    let build = Tool.executable.deletingLastPathComponent().resolvingSymlinksInPath()
    let scratch = build.deletingLastPathComponent().deletingLastPathComponent()
    let numerics = "checkouts/swift-numerics/Sources/_NumericsShims/include/module.modulemap"
    let maps = [
      scratch.appending(path: numerics),
      Tool.packageRoot.appending(path: "Sources/CGSL/module.modulemap"),
    ].flatMap { ["-Xcc", "-fmodule-map-file=\($0.path)"] }
    // What the last build linked into redit, but for the command line itself: a folder of objects may
    // hold those of files that are no more.
    let linked = try String(
      contentsOf: build.appending(path: "redit.product/Objects.LinkFileList"), encoding: .utf8)
    let objects = linked.split(separator: "\n").filter { !$0.contains("/redit.build/") }
      .map { $0.trimmingCharacters(in: CharacterSet(charactersIn: "'\"")) }
    let libraries = try run(["pkg-config", "--libs", "gsl"], in: build)
      .split(whereSeparator: \.isWhitespace).map(String.init)
    return ["-I", build.appending(path: "Modules").path] + maps + objects + libraries
  }

  private static func run(_ arguments: [String], in folder: URL) throws -> String {
    let process = Process()
    let output = Pipe()
    let errors = folder.appending(path: "errors-\(UUID().uuidString)")
    try Data().write(to: errors)
    defer { try? FileManager.default.removeItem(at: errors) }
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = try FileHandle(forWritingTo: errors)
    try process.run()
    let text = String(
      decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      let said = try String(contentsOf: errors, encoding: .utf8)
      throw Failure(description: "\(arguments[0]) failed: \(said)\n\(text)")
    }
    return text
  }
}
