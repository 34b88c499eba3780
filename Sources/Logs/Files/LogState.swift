/// What of a log is on the disk: a look at it that reads nothing, to know when to read it again.
public struct LogState: Hashable, Sendable {
  private var files: [String: Folder.Stamp] = [:]

  /// Looks at files and folders; what is not there, or not yet, is left out.
  public init(_ paths: [String]) {
    for path in paths {
      guard Folder.kind(path)?.kind == .folder else {
        files[path] = Folder.stamp(path)
        continue
      }
      for name in Folder.files(path) where LogFiles.kinds.contains(FileName(name).kind) {
        files["\(path)/\(name)"] = Folder.stamp("\(path)/\(name)")
      }
    }
  }

  /// Whether there is any file.
  public var isEmpty: Bool { files.isEmpty }

  /// What was there and is not any more, a sentence each: a log that is only written never loses a
  /// byte.
  public func losses(since earlier: LogState) -> [String] {
    earlier.files.sorted { FileName.precedes($0.key, $1.key) }.compactMap { path, before in
      guard let now = files[path] else { return "\(path) is gone" }
      guard now.bytes < before.bytes else { return nil }
      return "\(path) has become shorter, as by rotation: \(before.bytes) to \(now.bytes) bytes"
    }
  }
}
