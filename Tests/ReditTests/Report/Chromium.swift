import Foundation

/// A real browser without a window, where there is one.
enum Chromium {
  static let executable: URL? = {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    let names = ["chromium", "chromium-browser", "google-chrome"]
    let candidates = folders.flatMap { folder in
      names.map { URL(filePath: String(folder)).appending(path: $0) }
    }
    return candidates.first { FileManager.default.isExecutableFile(atPath: $0.path) }
  }()

  /// Opens a page and gives back its document as the browser built it, and the lines of its console.
  static func open(
    _ page: String, width: Int = 1280, in scratch: Scratch
  ) throws -> (document: String, console: [Substring]) {
    let name = "page-\(UUID().uuidString).html"
    try scratch.write(page, to: name)
    let process = Process()
    let output = Pipe()
    let log = scratch.folder.appending(path: "log")
    try Data().write(to: log)
    process.executableURL = executable
    process.arguments = [
      "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--dump-dom",
      "--enable-logging=stderr", "--window-size=\(width),900", "--virtual-time-budget=3000",
      "--user-data-dir=\(scratch.folder.appending(path: "profile").path)",
      scratch.folder.appending(path: name).absoluteString,
    ]
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = try FileHandle(forWritingTo: log)
    try process.run()
    let document = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    let lines = try scratch.read("log").split(separator: "\n")
    return (String(decoding: document, as: UTF8.self), lines.filter { $0.contains("CONSOLE") })
  }

  /// Prints a page as a PDF.
  static func print(_ page: String, in scratch: Scratch) throws -> Data {
    try scratch.write(page, to: "printed.html")
    let pdf = scratch.folder.appending(path: "printed.pdf")
    let process = Process()
    process.executableURL = executable
    process.arguments = [
      "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
      "--no-pdf-header-footer", "--print-to-pdf=\(pdf.path)",
      "--user-data-dir=\(scratch.folder.appending(path: "profile").path)",
      scratch.folder.appending(path: "printed.html").absoluteString,
    ]
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return try Data(contentsOf: pdf)
  }
}
