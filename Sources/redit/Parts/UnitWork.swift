/// Work of numbered units, each of which comes to the same whoever does it, and when.
///
/// One process does all of them; several do some each and leave parts (``PartJournal``) that are put together
/// later; one that is killed goes on after the last unit it has kept.
protocol UnitWork {
  /// What some contiguous units come to; the same bits after a round through JSON.
  associatedtype Piece: Codable

  /// How many units there are.
  var unitCount: Int { get }

  /// What a unit is, in words, such as "seed" or "lot of 8388608 groups".
  var unitName: String { get }

  /// Does some units in order.
  ///
  /// - Parameters:
  ///   - progress: told the finished share of these units, 0...1.
  ///   - take: given the pieces in order, each when it is done.
  func perform(
    _ units: Range<Int>, progress: (Double) -> Void,
    take: (Range<Int>, Piece) throws -> Void
  ) throws

  /// Seconds that all units take on the threads that were asked for, by a short trial; nil where nobody knows.
  func estimatedSeconds() throws -> Double?

  /// Whether ``folded(_:)`` makes fewer pieces of many.
  static var folds: Bool { get }

  /// The pieces of a part in fewer that say the same.
  func folded(_ pieces: [(units: Range<Int>, piece: Piece)]) throws -> [(
    units: Range<Int>, piece: Piece
  )]
}

extension UnitWork {
  static var folds: Bool { false }

  func estimatedSeconds() throws -> Double? { nil }

  func folded(_ pieces: [(units: Range<Int>, piece: Piece)]) throws -> [(
    units: Range<Int>, piece: Piece
  )] { pieces }
}
