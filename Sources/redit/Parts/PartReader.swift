import Platform

/// Reads a part line by line, one in memory at a time.
final class PartReader {
  /// The path, for errors.
  let path: String
  private(set) var header: PartHeader
  /// Fingerprint of all up to the last piece that was read, and its length in bytes.
  private(set) var kept: (chain: PartLine.Chain, length: Int)
  /// Fingerprint of all that was read.
  private(set) var chain: PartLine.Chain
  /// Whether the line that ends a part has been read.
  private(set) var isEnded = false
  /// The units read so far; nil before the first.
  private(set) var units: Range<Int>?

  private let file: UnsafeMutablePointer<FILE>
  private var buffer: UnsafeMutablePointer<CChar>?
  private var capacity: Int
  private var number = 1

  /// Opens a part and reads its first line.
  ///
  /// - Throws: `FileError` for what cannot be read, is no part, or of another format.
  init(_ path: String) throws {
    self.path = path
    // A FIFO of such a name is not waited for.
    let number = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard number >= 0 else { throw FileError("cannot read \(path): \(SystemError())") }
    var status = stat()
    guard fstat(number, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
      let file = fdopen(number, "r")
    else {
      close(number)
      throw FileError("\(path) is not a file")
    }
    self.file = file
    var (buffer, capacity): (UnsafeMutablePointer<CChar>?, Int) = (nil, 0)
    do {
      guard let line = Self.line(file, &buffer, &capacity), let whole = line.whole else {
        throw FileError("\(path) is cut at line 1")
      }
      header = try PartHeader.read(whole, of: path)
      chain = PartLine.Chain(header: whole)
      kept = (chain, whole.count + 1)
    } catch {
      free(buffer)
      fclose(file)
      throw error
    }
    (self.buffer, self.capacity) = (buffer, capacity)
  }

  deinit {
    free(buffer)
    fclose(file)
  }

  /// What the next piece of the part says; nil at its end, and where a part without one breaks off.
  ///
  /// - Throws: `FileError` for a line that is not as it was written, and whatever follows on the end.
  func next() throws -> (units: Range<Int>, payload: Data)? {
    guard let line = Self.line(file, &buffer, &capacity) else {
      if ferror(file) != 0 { throw FileError("cannot read \(path): \(SystemError())") }
      return nil
    }
    number += 1
    if isEnded { throw damage() }
    // The last line of a process that was killed.
    guard let whole = line.whole else { return nil }
    guard let line = PartLine(whole, &chain) else { throw damage() }
    switch line {
    case .piece(let found, let payload):
      guard found.lowerBound == units?.upperBound ?? found.lowerBound,
        found.upperBound <= header.units
      else { throw damage() }
      units = (units?.lowerBound ?? found.lowerBound)..<found.upperBound
      kept = (chain, kept.length + whole.count + 1)
      return (found, payload)
    case .end(let found):
      guard found == units else { throw damage() }
      isEnded = true
      return try next()
    }
  }

  /// Whether the first line goes with the second; true where there is no second one.
  func hasWholeStart() throws -> Bool {
    _ = try next()
    return true
  }

  /// Whether there is nothing in a file, or only zeros, as some file systems leave it when the power is cut.
  static func isBlank(_ path: String) -> Bool {
    (try? InputFile.bytes(path))?.allSatisfy { $0 == 0 } ?? false
  }

  /// Reads to the end.
  ///
  /// - Throws: `FileError` for a part that is damaged or has no end.
  func readToEnd() throws {
    while try next() != nil {}
    guard isEnded else { throw FileError("\(path) is cut after line \(number)") }
  }

  /// The fingerprint of the second line is of the first one too.
  private func damage() -> FileError {
    FileError("\(path) is damaged at line \(number == 2 ? "1 or 2" : "\(number)")")
  }

  private struct Line {
    let bytes: Data
    /// Without its line break; nil where there is none.
    var whole: Data? { bytes.last == 0x0A ? Data(bytes.dropLast()) : nil }
  }

  private static func line(
    _ file: UnsafeMutablePointer<FILE>, _ buffer: inout UnsafeMutablePointer<CChar>?,
    _ capacity: inout Int
  ) -> Line? {
    let count = getline(&buffer, &capacity, file)
    guard count > 0, let buffer else { return nil }
    return Line(bytes: Data(bytes: buffer, count: count))
  }
}
