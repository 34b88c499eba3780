import Platform

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
    let input: NamelessFile
    do { input = try NamelessFile(script) } catch {
      throw FileError("cannot write a temporary file in \(NamelessFile.folder): \(error)")
    }
    // Of a PDF's date the time zone would stay.
    guard
      let process = try? ChildProcess(
        executable.path, ["-d", "-"], input: input.descriptor, environment: ["TZ": "UTC"])
    else { throw PlotError.gnuplotFailed("\(executable.path) does not start") }
    // Before waiting: gnuplot could not end while the pipe is full.
    let figure = process.readToEnd()
    if process.status == 0, !figure.isEmpty { return figure }
    let complaints = process.complaints
    if complaints.contains(where: { $0.contains("unknown or ambiguous terminal type") }) {
      throw PlotError.gnuplotWithoutCairo(executable.path)
    }
    // Its last words, on one line.
    let last = complaints.last.map { $0.drop { $0 == " " || $0 == "\t" } }
    throw PlotError.gnuplotFailed(
      last.map(String.init) ?? "it ended with status \(process.status) and drew nothing")
  }
}
