import Platform

/// What is on the disk.
enum Folder {
  enum Kind { case file, folder, other }

  /// What a path is, and how many bytes it has; nil where nothing is.
  static func kind(_ path: String) -> (kind: Kind, bytes: Int)? {
    var info = stat()
    guard stat(path, &info) == 0 else { return nil }
    switch info.st_mode & S_IFMT {
    case S_IFDIR: return (.folder, 0)
    case S_IFREG: return (.file, Int(info.st_size))
    default: return (.other, 0)
    }
  }

  /// What tells that a file is another one than before.
  struct Stamp: Hashable, Sendable {
    let bytes: Int
    /// When it was written last, in nanoseconds.
    let modified: Int
    /// Its number on the disk: a file that was renamed to this path has another.
    let number: UInt64
  }

  /// Of a path; nil where nothing is.
  static func stamp(_ path: String) -> Stamp? {
    var info = stat()
    guard stat(path, &info) == 0 else { return nil }
    #if canImport(Glibc)
      let time = info.st_mtim
    #else
      let time = info.st_mtimespec
    #endif
    return Stamp(
      bytes: Int(info.st_size), modified: time.tv_sec &* 1_000_000_000 &+ time.tv_nsec,
      number: UInt64(info.st_ino))
  }

  /// The names in a folder, sorted; none where it cannot be read. Hidden ones are left out.
  static func names(_ path: String) -> [String] {
    guard let folder = opendir(path) else { return [] }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    return names.sorted()
  }

  /// The files below a folder, at most four folders deep, by their paths relative to it.
  static func files(_ path: String, depth: Int = 4) -> [String] {
    names(path).flatMap { name -> [String] in
      switch kind("\(path)/\(name)")?.kind {
      case .folder:
        return depth == 0 ? [] : files("\(path)/\(name)", depth: depth - 1).map { "\(name)/\($0)" }
      case .file: return [name]
      case .other, nil: return []
      }
    }
  }
}
