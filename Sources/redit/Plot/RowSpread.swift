/// Where the points of one row stand, so that those of like value do not hide each other.
enum RowSpread {
  /// Heights within the row, 0 to 1: the middle, then by turns above and below it among neighbours.
  static func offsets(of positions: [Double]) -> [Double] {
    var offsets = [Double](repeating: 0.5, count: positions.count)
    let lanes = [0, -1, 1, -2, 2, -3, 3].map { 0.5 + 0.115 * Double($0) }
    // Seven neighbours in a row stand at seven heights.
    for (rank, index) in positions.indices.sorted(by: { positions[$0] < positions[$1] })
      .enumerated()
    {
      offsets[index] = lanes[rank % lanes.count]
    }
    return positions.count == 1 ? [0.5] : offsets
  }
}
