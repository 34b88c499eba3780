/// How many pieces a ``SumTree`` merges at each level.
struct TreeShape: Hashable, Sendable {
  /// Pieces of a lot, at least 2.
  let lotSize: Int
  /// Lots of a lot of lots, at every level above, at least 2: few, so that any contiguous lots are few nodes.
  let radix: Int

  static let usual = TreeShape(lotSize: 256, radix: 16)

  init(lotSize: Int, radix: Int) {
    precondition(lotSize >= 2 && radix >= 2, "lots of \(lotSize), of \(radix)")
    (self.lotSize, self.radix) = (lotSize, radix)
  }

  /// How many nodes of a level make one of the next: of pieces (0), of lots (1), of lots of lots (2).
  func size(above level: Int) -> Int { level == 0 ? lotSize : radix }
}
