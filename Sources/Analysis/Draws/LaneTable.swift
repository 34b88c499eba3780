import GSL

/// Rows of numbers, one row for each way a group may turn out, that are read across: a number of eight
/// groups becomes a vector.
final class LaneTable {
  let columns: Int
  private let rowCount: Int
  private let numbers: Buffer<Double>

  /// All numbers are 0.
  init(columns: Int, rows: Int) {
    self.columns = columns
    rowCount = rows
    numbers = Buffer(repeating: 0, count: columns * rows)
  }

  /// The numbers of a row.
  func row(_ row: Int) -> UnsafeMutablePointer<Double> {
    numbers.pointer(at: columns * row, length: columns)
  }

  /// Reads the rows of a tile of groups: number c of groups 8 v to 8 v + 7 to `target[c * vectors of a tile + v]`.
  ///
  /// - Parameters:
  ///   - picks: the row of each group, of whole vectors of groups.
  ///   - vectors: vectors of groups that are read.
  @inline(__always)
  func gather(
    _ picks: UnsafePointer<Int>, vectors: Int, to target: UnsafeMutablePointer<SIMD8<Double>>
  ) {
    let start = UnsafePointer(numbers.pointer(length: columns * rowCount))
    let columns = columns
    for v in 0..<vectors {
      let pick = picks + 8 &* v
      let (a, b) = (start + columns &* pick[0], start + columns &* pick[1])
      let (c, d) = (start + columns &* pick[2], start + columns &* pick[3])
      let (e, f) = (start + columns &* pick[4], start + columns &* pick[5])
      let (g, h) = (start + columns &* pick[6], start + columns &* pick[7])
      var place = target + v
      for i in 0..<columns {
        place.pointee = SIMD8(a[i], b[i], c[i], d[i], e[i], f[i], g[i], h[i])
        place += CountTile.vectors
      }
    }
  }
}
