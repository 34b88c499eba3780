@testable import GSL
import TestSupport
import Testing

@Suite struct AliasCellsTests {
  static func table(_ count: Int) throws -> AliasTable {
    var random = SplitMix(seed: UInt64(count))
    return try AliasTable(weights: (0..<count).map { _ in Double(1 + random.next() % 1000) })
  }

  /// 10^7 draws from each table, weights by SplitMix: not one differs.
  @Test(arguments: [1, 2, 3, 5, 792, 65_536])
  func `categories are those of GSL's function`(count: Int) throws {
    let table = try Self.table(count)
    var pair = DrawPair(seed: 3, stream: UInt64(count))
    pair.compareFills(7_500_000) { stream, buffer in
      var picks = [Int](repeating: 0, count: buffer.count)
      table.fill(&picks, using: &stream)
      for i in buffer.indices { buffer[i] = Double(picks[i]) }
    }
    pair.compareFills(2_500_000) { stream, buffer in
      for i in buffer.indices { buffer[i] = Double(table.draw(using: &stream)) }
    }
    #expect(pair.differences == 0)
  }

  /// Whether the uniform variates next to the threshold of a cell tell the tables apart.
  static func differs(_ table: AliasTable, atThresholdOf cell: Int) -> Bool {
    var pair = DrawPair(seed: 1)
    let middle = Int64(table.cells[cell].threshold * 0x1p53)
    return (middle - 2...middle + 2).contains { place in
      guard 0 <= place && place < 1 << 53 else { return false }
      return pair.differs(planting: [UInt64(place) << 11]) { Double(table.draw(using: &$0)) }
    }
  }

  @Test(arguments: [1, 2, 3, 5, 792])
  func `every threshold is GSL's to the last uniform variate`(count: Int) throws {
    let table = try Self.table(count)
    for cell in 0..<count { #expect(!Self.differs(table, atThresholdOf: cell), "\(cell)") }
  }

  @Test func `a threshold one uniform variate off is refused`() throws {
    let table = try Self.table(5)
    var tried = 0
    for cell in 0..<5 {
      let threshold = table.cells[cell].threshold
      // A full cell never asks for its alias.
      guard Int(threshold * 5) == cell else { continue }
      table.cells[cell].threshold = threshold + 0x1p-53
      #expect(Self.differs(table, atThresholdOf: cell), "\(cell)")
      table.cells[cell].threshold = threshold
      tried += 1
    }
    #expect(tried > 0)
  }
}
