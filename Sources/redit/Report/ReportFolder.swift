import Platform

/// The folder of a report: `index.html`, and `index.html.meta.json` to know it by and repeat it.
struct ReportFolder {
  private static let option = "DIR"

  /// The path of the page.
  let page: String
  private let path: String
  /// Of a folder that is there; one that is not is made when the page is.
  private let plan: OutputPlan?
  private let force: Bool

  /// Refuses, before any work is done, what could not be written or is not redit's own.
  init(_ path: String, force: Bool) throws {
    if path.isEmpty { throw UsageError("\(Self.option): an empty path") }
    self.path = path
    self.force = force
    page = (path.hasSuffix("/") ? path : path + "/") + "index.html"
    var status = stat()
    let exists = stat(path, &status) == 0
    if exists, status.st_mode & S_IFMT != S_IFDIR {
      throw FileError("\(Self.option): \(path) is a file")
    }
    let parent = path.hasSuffix("/") ? String(path.dropLast()) : path
    if !exists { _ = try OutputTarget(parent, option: Self.option) }
    plan = exists ? try Self.plan(page, force: force) : nil
  }

  private static func plan(_ page: String, force: Bool) throws -> OutputPlan {
    try OutputPlan([(option, page)], subcommand: "report", force: force)
  }

  /// Writes the page, and what repeats it.
  func write(_ html: HTML, _ record: Manifest) throws {
    let isNew = plan == nil && mkdir(path, 0o777) == 0
    if plan == nil && !isNew && errno != EEXIST {
      throw FileError("\(Self.option): cannot make folder \(path): \(SystemError())")
    }
    do {
      let plan = try self.plan ?? Self.plan(page, force: force)
      try plan.write([Self.option: Data(html.text.utf8)], record)
    } catch {
      // Only while it is empty: what came in meanwhile stays.
      if isNew { rmdir(path) }
      throw error
    }
  }
}
