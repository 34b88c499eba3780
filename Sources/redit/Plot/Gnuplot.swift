import Foundation

/// The gnuplot program, run once per figure with its script on standard input.
struct Gnuplot {
  let executable: URL

  /// Finds gnuplot on the search path.
  ///
  /// - Throws: ``PlotError/gnuplotMissing``.
  init(searchPath: String? = ProcessInfo.processInfo.environment["PATH"]) throws {
    let folders = (searchPath ?? "").split(separator: ":")
    let candidates = folders.map { URL(filePath: String($0)).appending(path: "gnuplot") }
    let isExecutable = { (url: URL) in FileManager.default.isExecutableFile(atPath: url.path) }
    guard let found = candidates.first(where: isExecutable) else { throw PlotError.gnuplotMissing }
    executable = found
  }

  /// Runs a script, without the user's own gnuplot settings, and returns the figure.
  ///
  /// The script passes through a file, not a pipe, so that a gnuplot that stops early cannot end
  /// this process by a signal.
  ///
  /// - Throws: ``PlotError/gnuplotFailed(_:)`` when gnuplot fails or draws nothing.
  func draw(_ script: String) throws -> Data {
    let input = try NamelessFile(Data(script.utf8))
    let errors = try NamelessFile(Data())
    let process = Process()
    let output = Pipe()
    process.executableURL = executable
    process.arguments = ["-d", "-"]
    // Of a PDF's date the time zone would stay.
    process.environment = ProcessInfo.processInfo.environment.merging(["TZ": "UTC"]) { $1 }
    process.standardInput = input.handle
    process.standardOutput = output
    process.standardError = errors.handle
    guard (try? process.run()) != nil else {
      throw PlotError.gnuplotFailed("\(executable.path) does not start")
    }
    // Before waiting: gnuplot could not end while the pipe is full.
    let figure = try? output.fileHandleForReading.readToEnd()
    process.waitUntilExit()
    if process.terminationStatus == 0, let figure, !figure.isEmpty { return figure }
    throw PlotError.gnuplotFailed(reason(errors.content, process))
  }

  /// gnuplot's last words, on one line.
  private func reason(_ errors: Data, _ process: Process) -> String {
    let lines = String(decoding: errors, as: UTF8.self).split(whereSeparator: \.isNewline)
    let last = lines.last.map { $0.trimmingCharacters(in: .whitespaces) }
    return last ?? "it ended with status \(process.terminationStatus) and drew nothing"
  }
}
