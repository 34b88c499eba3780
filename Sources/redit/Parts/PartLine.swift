import Logs
import Platform

/// A line of a part after the first: what some units come to, or the end.
///
/// Each has a fingerprint of all before it and of itself, so a line that is lost, changed, moved or from another
/// file is told.
enum PartLine {
  case piece(units: Range<Int>, payload: Data)
  /// The units of the part.
  case end(Range<Int>)

  private var bytes: Data {
    switch self {
    case .piece(let units, let payload):
      Data("{\"units\":[\(units.lowerBound),\(units.upperBound)],\"piece\":".utf8) + payload
    case .end(let units): Data("{\"end\":[\(units.lowerBound),\(units.upperBound)]".utf8)
    }
  }

  /// The line as it is written, with its line break.
  ///
  /// - Parameter chain: taken on to the end of this line.
  func written(_ chain: inout Chain) -> Data {
    let bytes = bytes
    chain.add(bytes)
    return bytes + Data(",\"hash\":\"\(chain.text)\"}\n".utf8)
  }

  /// The fingerprint of a part up to a line.
  struct Chain: Equatable {
    private var hash = ContentHash()

    /// - Parameter header: the first line, without its line break.
    init(header: Data) { add(header) }

    fileprivate mutating func add(_ bytes: Data) { bytes.withUnsafeBytes { hash.add($0) } }

    var text: String { hash.text }
  }

  /// What `,"hash":"0123456789abcdef"}` takes.
  private static let tail = 27

  /// Reads a line without its line break; nil for anything that was not written as it stands.
  init?(_ line: Data, _ chain: inout Chain) {
    guard line.count > Self.tail else { return nil }
    let bytes = line.dropLast(Self.tail)
    var next = chain
    next.add(bytes)
    guard line.suffix(Self.tail) == Data(",\"hash\":\"\(next.text)\"}".utf8) else { return nil }
    if let (units, rest) = Self.units(bytes, after: "{\"units\":["),
      rest.starts(with: Self.key), !units.isEmpty
    {
      self = .piece(units: units, payload: Data(rest.dropFirst(Self.key.count)))
    } else if let (units, rest) = Self.units(bytes, after: "{\"end\":["), rest.isEmpty {
      self = .end(units)
    } else {
      return nil
    }
    chain = next
  }

  private static let key = Data(",\"piece\":".utf8)

  /// `[3,4]` and what stands behind.
  private static func units(_ bytes: Data, after start: String) -> (Range<Int>, Data)? {
    guard bytes.starts(with: Data(start.utf8)) else { return nil }
    let rest = bytes.dropFirst(start.utf8.count)
    guard let close = rest.firstIndex(of: UInt8(ascii: "]")) else { return nil }
    let numbers = rest[..<close].split(
      separator: UInt8(ascii: ","), omittingEmptySubsequences: false
    ).map { Int(String(decoding: $0, as: UTF8.self)) }
    guard numbers.count == 2, let first = numbers[0], let end = numbers[1], 0 <= first, first <= end
    else { return nil }
    return (first..<end, rest[rest.index(after: close)...])
  }
}
