import Foundation

/// The folder of a report: `index.html`, and `index.meta.json` to know it by.
struct ReportFolder {
  private let path: String
  private let page: String
  private let option = "DIR"

  /// Refuses, before any work is done, what could not be written or is not redit's own.
  init(_ path: String, force: Bool) throws {
    self.path = path
    page = (path.hasSuffix("/") ? path : path + "/") + "index.html"
    var isFolder: ObjCBool = false
    let exists = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
    if exists && !isFolder.boolValue { throw FileError("\(option): \(path) is a file") }
    try OutputFile.check(exists ? page : path, option: option)
    if exists && !force { try checkOwnership() }
  }

  /// The last part of the path, for commands that are to work elsewhere.
  var name: String { URL(filePath: path).lastPathComponent }

  private func checkOwnership() throws {
    try MetaFile.checkOwnership(of: page, option: option)
    let meta = MetaFile.path(beside: page)
    guard FileManager.default.fileExists(atPath: meta) else { return }
    guard (try? MetaFile.read(meta))?.arguments.first == "report" else {
      throw FileError(
        "\(option): \(meta) exists and is not that of a report (--force overwrites it)")
    }
  }

  /// Writes the page, then the file by which a later report knows it as redit's own.
  ///
  /// - Returns: the path of the page.
  func write(_ html: HTML, meta: MetaFile) throws -> String {
    do {
      try FileManager.default.createDirectory(
        at: URL(filePath: path), withIntermediateDirectories: true)
    } catch {
      throw FileError("\(option): cannot make folder \(path)")
    }
    let data = Data(html.text.utf8)
    var meta = meta
    meta.outputs = [URL(filePath: page).lastPathComponent: fingerprint(data)]
    try OutputFile.write(data, to: page, option: option)
    try OutputFile.write(meta.encoded(), to: MetaFile.path(beside: page), option: option)
    return page
  }
}
