/// Sums of many pieces in the shape of a tree: so many pieces make a lot, so many lots a lot of lots, and so on;
/// in a lot each is merged with those before it.
///
/// Merging rounds, so sums in another order end in other digits. In a tree whose shape does not depend on who
/// adds what, a lot comes to the same bits wherever its pieces are added up.
struct SumTree {
  private let shape: TreeShape
  /// The lots that are not full, from the smallest.
  private var open: [Lot] = []

  private struct Lot {
    var sums: [MomentAccumulator] = []
    var count = 0

    mutating func merge(_ piece: [MomentAccumulator]) {
      // Not merged with nothing: 0 + -0 has another bit.
      if count == 0 {
        sums = piece
      } else {
        for i in piece.indices { sums[i].merge(piece[i]) }
      }
      count += 1
    }
  }

  init(_ shape: TreeShape) { self.shape = shape }

  /// Adds what follows on all that was added: a piece at level 0, a lot at level 1, a lot of lots at level 2.
  /// Only the last may be a lot that is not full, and what a lot follows on must be lots of its level.
  mutating func add(_ piece: [MomentAccumulator], level: Int = 0) {
    var (piece, level) = (piece, level)
    while true {
      while open.count <= level { open.append(Lot()) }
      open[level].merge(piece)
      guard open[level].count == shape.size(above: level) else { return }
      piece = open[level].sums
      open[level] = Lot()
      level += 1
    }
  }

  /// The sums of all that was added, nothing of nothing; the tree is empty afterwards.
  mutating func close() -> [MomentAccumulator] {
    var total: [MomentAccumulator] = []
    for level in open.indices {
      if !total.isEmpty { open[level].merge(total) }
      if open[level].count > 0 { total = open[level].sums }
    }
    open = []
    return total
  }
}
