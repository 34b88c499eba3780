/// Numbers by keys of 64 bits.
///
/// Keys lie in one array, each at the first free cell behind the one that its bits tell (Knuth, "Sorting and
/// Searching", 6.4, algorithm L). A dictionary withstands those who choose keys and takes several times as long.
struct KeyTable {
  /// The number plus one; 0 where there is no key.
  private var cells: [(key: UInt64, number: Int)]
  /// 64 less the binary logarithm of how many cells there are.
  private let shift: UInt64
  private var count = 0

  /// - Parameter capacity: keys for which there is room at once.
  init(capacity: Int = 16) {
    let bits = max(4, Int.bitWidth - (2 * capacity).leadingZeroBitCount)
    shift = UInt64(64 - bits)
    cells = Array(repeating: (0, 0), count: 1 << bits)
  }

  /// The cell of a key, or the free one where it would be.
  @inline(__always)
  private func cell(_ key: UInt64) -> Int {
    let last = cells.count &- 1
    // The upper bits of the product with the golden ratio depend on all bits of the key.
    var cell = Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) &>> shift)
    while cells[cell].number != 0, cells[cell].key != key { cell = (cell &+ 1) & last }
    return cell
  }

  /// The number of a key, from 0; nil for one that is not there.
  @inline(__always)
  subscript(key: UInt64) -> Int? {
    let number = cells[cell(key)].number
    return number == 0 ? nil : number &- 1
  }

  /// The number of a key; one that is not there is put there with this number.
  @inline(__always)
  mutating func number(of key: UInt64, ifNew number: Int) -> Int {
    let cell = cell(key)
    if cells[cell].number != 0 { return cells[cell].number &- 1 }
    cells[cell] = (key, number &+ 1)
    count &+= 1
    if 2 * count > cells.count { grow() }
    return number
  }

  private mutating func grow() {
    var larger = KeyTable(capacity: cells.count)
    for (key, number) in cells where number != 0 {
      _ = larger.number(of: key, ifNew: number - 1)
    }
    self = larger
  }
}
