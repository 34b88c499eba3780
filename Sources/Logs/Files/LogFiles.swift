/// The files of one run among the paths that are given.
struct LogFiles {
  private(set) var files: [LogFile] = []
  private(set) var notes: [String] = []

  private static let pickleKinds: Set = ["pkl", "pickle", "pt", "pth"]
  static let kinds: Set = ["jsonl", "ndjson", "json", "csv", "tsv", "parquet"]

  /// Finds the files, in the order in which they are read.
  ///
  /// - Parameters:
  ///   - paths: files, folders, or `-` alone.
  ///   - fits: whether a file holds rollouts.
  /// - Throws: ``LogError`` where nothing is there, or a folder holds several runs.
  init(_ paths: [String], fits: (LogFile) -> Bool) throws(LogError) {
    guard !paths.isEmpty else { throw LogError(reason: "no log is given") }
    if paths.contains("-") {
      guard paths == ["-"] else { throw LogError(reason: "the standard input is read alone") }
      files = [.standardInput]
      return
    }
    for path in paths {
      guard let (kind, bytes) = Folder.kind(path) else {
        throw LogError(file: path, reason: "there is no such file or folder")
      }
      switch kind {
      case .folder: try add(folder: path, fits)
      case .file, .other:
        let file = LogFile(path: path, bytes: bytes)
        if let reason = Self.refusal([path]) { throw LogError(file: path, reason: reason) }
        files.append(file)
      }
    }
    files.sort { $0.precedes($1) }
  }

  /// What is said of files that are read by others.
  private static func refusal(_ paths: [String]) -> String? {
    let kinds = Set(paths.map { FileName($0).kind })
    if !kinds.isDisjoint(with: pickleKinds) { return Refusal.pickle }
    return paths.contains { $0.contains(".tfevents.") } ? Refusal.events : nil
  }

  private mutating func add(folder: String, _ fits: (LogFile) -> Bool) throws(LogError) {
    let root = folder.hasSuffix("/") ? String(folder.dropLast()) : folder
    let found = Folder.files(root)
    var families: [String: [LogFile]] = [:]
    for relative in found {
      let name = FileName(relative)
      guard Self.kinds.contains(name.kind) else { continue }
      let path = "\(root)/\(relative)"
      let file = LogFile(path: path, bytes: Folder.kind(path)?.bytes ?? 0)
      families[name.family, default: []].append(file)
    }
    guard !families.isEmpty else {
      if let reason = Self.refusal(found) { throw LogError(file: folder, reason: reason) }
      throw LogError(file: folder, reason: "holds no .jsonl, .json, .csv or .parquet file")
    }
    if families.count > 1 { try choose(&families, folder, fits) }
    files += families.values.joined()
  }

  /// Leaves one family: files that hold no rollouts, and evaluations, are left out; TRL's parquet
  /// files go before a copy of them as text.
  private mutating func choose(
    _ families: inout [String: [LogFile]], _ folder: String, _ fits: (LogFile) -> Bool
  ) throws(LogError) {
    let all = families
    families = families.filter { name, files in
      let last = name.split(separator: "/").last ?? ""
      guard !["eval", "val", "test"].contains(where: last.hasPrefix) else { return false }
      return files.min { $0.precedes($1) }.map(fits) ?? false
    }
    let tables = families.filter { $0.key.hasSuffix("completions_#.parquet") }
    if families.count > 1, tables.count == 1 { families = tables }
    guard !families.isEmpty else {
      let names = all.keys.sorted()
      throw LogError(file: folder, reason: "holds no rollouts; looked at \(Words.list(names))")
    }
    guard families.count == 1 else {
      let names = families.sorted { $0.key < $1.key }.map { name, files in
        files.count == 1 ? name : "\(name) (\(files.count) files)"
      }
      throw LogError(file: folder, reason: "holds several logs, name one: \(Words.list(names))")
    }
    let others = all.keys.filter { families[$0] == nil }.sorted()
    notes.append("\(folder): \(families.keys.joined()) is read; left out: \(Words.list(others))")
  }
}
