/// The cells that rows of a setting have in common, with the commas, as the bytes that stand around the cells of a row's
/// own: one piece before each of these, one behind them.
struct RowFrames {
  /// Settings, held, lest another gets the address of one that is gone, and where the pieces of each are.
  private var settings: [AnyObject] = []
  private var places: [ObjectIdentifier: Int] = [:]
  /// All pieces one after another, and where each of them ends.
  private var text = ByteText()
  private var ends: [Int] = [0]
  /// Pieces of each setting.
  private let pieces: Int
  /// Behind the last one that was asked for: prompt by prompt the same follow each other.
  private var next = 0

  init(pieces: Int) { self.pieces = pieces }

  var count: Int { settings.count }

  /// Where the pieces of a setting are; nil for one that is not there.
  mutating func place(of setting: AnyObject) -> Int? {
    if next == settings.count { next = 0 }
    guard next < settings.count, settings[next] === setting else {
      guard let place = places[ObjectIdentifier(setting)] else { return nil }
      next = place + 1
      return place
    }
    next += 1
    return next - 1
  }

  /// Takes in a setting that is not there; the place of its pieces.
  ///
  /// - Parameter piece: writes the next of them.
  mutating func add(_ setting: AnyObject, piece: (inout ByteText) -> Void) -> Int {
    for _ in 0..<pieces {
      piece(&text)
      ends.append(text.count)
    }
    places[ObjectIdentifier(setting)] = settings.count
    settings.append(setting)
    next = settings.count
    return settings.count - 1
  }

  /// Hands over the pieces at a place, in order.
  ///
  /// Mutating, for that counts no reference to them.
  @inline(__always)
  mutating func forEachPiece(at place: Int, _ body: (Int, UnsafeRawBufferPointer) -> Void) {
    let pieces = pieces
    text.withBytes { bytes in
      ends.withUnsafeMutableBufferPointer { ends in
        for number in 0..<pieces {
          let end = place * pieces + number
          body(number, UnsafeRawBufferPointer(rebasing: bytes[ends[end]..<ends[end + 1]]))
        }
      }
    }
  }
}
