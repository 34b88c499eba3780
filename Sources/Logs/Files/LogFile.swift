import Platform

/// A file of a log, or the standard input.
struct LogFile {
  let path: String
  let name: FileName
  let bytes: Int

  /// The standard input.
  static let standardInput = LogFile(path: "-", bytes: 0)

  init(path: String, bytes: Int) {
    self.path = path
    self.bytes = bytes
    name = FileName(path)
  }

  var isParquet: Bool { name.kind == "parquet" && name.packing == nil }

  /// Whether this file is read before another: by step, then by name with numbers compared as
  /// numbers.
  func precedes(_ other: LogFile) -> Bool {
    switch (name.step, other.name.step) {
    case (let mine?, let theirs?) where mine != theirs: mine < theirs
    default: FileName.precedes(path, other.path)
    }
  }

  /// Opens the file as bytes, unpacked on the way.
  ///
  /// - Throws: ``LogError`` where it cannot be opened, or the program that unpacks it is missing.
  func open(chunk: Int) throws(LogError) -> ByteSource {
    if path == "-" { return ByteSource(name: path, descriptor: 0, chunk: chunk) }
    let descriptor = Self.descriptor(path)
    guard descriptor >= 0 else {
      throw LogError(file: path, reason: String(cString: strerror(errno)))
    }
    guard let packing = name.packing else {
      return ByteSource(name: path, descriptor: descriptor, position: descriptor, chunk: chunk)
    }
    let program = packing == "gz" ? "gzip" : "zstd"
    guard let tool = Program.path(program) else {
      close(descriptor)
      throw LogError(file: path, reason: "needs the \(program) program, which is not on the PATH")
    }
    // 2 is a warning of gzip: zeros or other bytes follow what was packed.
    let accepted: [Int32] = packing == "gz" ? [0, 2] : [0]
    do {
      let child = try ChildProcess(tool, ["-dc"], input: descriptor, accepted: accepted)
      return ByteSource(
        name: path, descriptor: child.output, position: descriptor, child: child, chunk: chunk)
    } catch {
      close(descriptor)
      throw LogError(reason: "\(program) cannot be started: \(error)")
    }
  }

  static func descriptor(_ path: String) -> Int32 {
    Platform.open(path, O_RDONLY | O_CLOEXEC)
  }
}
