import TestSupport
import Testing

@testable import Audit

@Suite struct KeyTableTests {
  /// 20,000 keys of seed 1 from few and from many values, and keys that meet in their cells: those that differ
  /// by the inverse of the multiplier go to one end of the table.
  @Test(arguments: [1, 16, 5000])
  func `numbers are those of a dictionary`(capacity: Int) {
    var random = SplitMix(seed: 1)
    var table = KeyTable(capacity: capacity)
    var known: [UInt64: Int] = [:]
    for _ in 0..<20_000 {
      let key: UInt64
      switch random.next() % 4 {
      case 0: key = random.next() % 300
      case 1: key = random.next() << 40
      case 2: key = (random.next() % 1000) &* 0xF1DE_83E1_9937_733D
      default: key = random.next()
      }
      let found = table[key]
      #expect(found == known[key])
      let number = table.number(of: key, ifNew: known.count)
      #expect(number == known[key] ?? known.count)
      known[key] = number
    }
    for (key, number) in known { #expect(table[key] == number) }
    #expect(known[0] != nil && known.count > 5000)
  }
}
