import Platform

/// A part in the making: a file that grows by a line for each piece, and gets its name when all are there.
///
/// Whoever is killed leaves what was done; who comes next goes on from there. The process at work holds a lock.
final class PartJournal {
  /// What the name of a part in the making ends in.
  static let ending = ".unfinished"

  let path: String
  /// What to call it in errors.
  private let option: String
  private let header: PartHeader
  private let file: Int32
  private var chain: PartLine.Chain
  private var units: Range<Int>

  /// Opens the file, or makes it, and hands over the pieces that are in it.
  ///
  /// - Parameters:
  ///   - path: of the file.
  ///   - units: that the part is to have.
  ///   - option: that named it.
  ///   - force: begins anew where the file is of another run.
  ///   - take: given each piece that was kept.
  /// - Throws: `FileError` where another process is at work on it, where it is of another run, or no part.
  init(
    _ path: String, _ header: PartHeader, units: Range<Int>, option: String, force: Bool,
    take: (Range<Int>, Data) throws -> Void
  ) throws {
    self.path = path
    self.option = option
    self.header = header
    file = try Self.open(path, option)
    let line = Data(try header.line().utf8)
    chain = PartLine.Chain(header: line)
    self.units = units.lowerBound..<units.lowerBound
    do {
      var status = stat()
      fstat(file, &status)
      let isKept = try status.st_size > 0 && kept(line, units, force, take)
      if !isKept {
        ftruncate(file, 0)
        lseek(file, 0, SEEK_SET)
        try append(line + Data("\n".utf8))
      }
    } catch {
      close(file)
      throw error
    }
  }

  /// The units that are done.
  var done: Range<Int> { units }

  private static func open(_ path: String, _ option: String) throws -> Int32 {
    while true {
      let file = Platform.open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o666)
      guard file >= 0 else { throw FileError("\(option): cannot write \(path): \(SystemError())") }
      guard flock(file, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK else {
        close(file)
        throw FileError("\(option): another process is at work on \(path)")
      }
      // Another may have finished and renamed it between the two calls.
      var (own, named) = (stat(), stat())
      guard fstat(file, &own) == 0, own.st_mode & S_IFMT == S_IFREG else {
        close(file)
        throw FileError("\(option): \(path) is not a file")
      }
      if stat(path, &named) == 0, named.st_ino == own.st_ino { return file }
      close(file)
    }
  }

  /// Whether the file is of this run; what follows on its last whole piece is cut off.
  private func kept(
    _ line: Data, _ units: Range<Int>, _ force: Bool, _ take: (Range<Int>, Data) throws -> Void
  ) throws -> Bool {
    let reader: PartReader
    do {
      reader = try PartReader(path)
    } catch {
      // Killed on the first line, or no part at all.
      let start = (try? InputFile.bytes(path)) ?? Data()
      if force || line.starts(with: start) || start.allSatisfy({ $0 == 0 }) { return false }
      throw FileError("\(option): \(error) (--force begins anew)")
    }
    if let difference = header.difference(reader.header) {
      // A first line that was changed is damage, and no other run.
      guard !force, (try? reader.hasWholeStart()) ?? false else { return false }
      throw FileError("\(option): \(path) is \(difference) (--force begins anew)")
    }
    var kept = reader.kept
    // What is not as it was written was cut short by the end of its process: not kept, and done again.
    while let (found, payload) = try? reader.next(), found.lowerBound == self.units.upperBound,
      found.upperBound <= units.upperBound
    {
      try take(found, payload)
      self.units = units.lowerBound..<found.upperBound
      kept = reader.kept
    }
    chain = kept.chain
    ftruncate(file, off_t(kept.length))
    lseek(file, 0, SEEK_END)
    return true
  }

  private func append(_ bytes: Data) throws {
    if let failure = Descriptor.write(bytes, to: file) {
      throw FileError("\(option): cannot write \(path): \(failure)")
    }
  }

  /// Keeps a piece that follows on those before.
  func add(_ found: Range<Int>, _ payload: Data) throws {
    precondition(found.lowerBound == units.upperBound, "units in order")
    try append(PartLine.piece(units: found, payload: payload).written(&chain))
    units = units.lowerBound..<found.upperBound
  }

  /// Ends the part and gives it its name.
  func finish(as name: String) throws {
    try append(PartLine.end(units).written(&chain))
    if fsync(file) != 0, errno == EIO || errno == ENOSPC || errno == EDQUOT {
      throw FileError("\(option): cannot write \(path): \(SystemError())")
    }
    try Interruption.exclusively {
      guard rename(path, name) == 0 else {
        throw FileError("\(option): cannot write \(name): \(SystemError())")
      }
    }
    close(file)
  }

  /// Whether a process holds a part in the making.
  static func isAtWork(_ path: String) -> Bool {
    let file = Platform.open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
    guard file >= 0 else { return false }
    defer { close(file) }
    return flock(file, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK
  }

  /// Removes what was left of a part that is there, unless a process holds it.
  static func removeStale(_ path: String) {
    let file = Platform.open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
    guard file >= 0 else { return }
    defer { close(file) }
    if flock(file, LOCK_EX | LOCK_NB) == 0 { unlink(path) }
  }

  /// Removes it, when what it was kept for is there.
  func remove() {
    unlink(path)
    close(file)
  }
}
