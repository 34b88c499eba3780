import GSL
import TestSupport
import Testing

@Suite struct PhiloxTests {
  @Test func `the block function gives the known answers of Random123`() throws {
    let rows = try Reference.table("philox/kat.csv")
    try #require(rows.count == 3)
    for row in rows {
      func word(_ name: String) -> UInt64 { UInt64(row[name]!, radix: 16)! }
      let words = Philox4x64.block(
        counter: [word("counter0"), word("counter1"), word("counter2"), word("counter3")],
        key: [word("key0"), word("key1")])
      #expect(words == [word("out0"), word("out1"), word("out2"), word("out3")])
    }
  }

  @Test func `the words of a stream are numpy's, also after a jump`() throws {
    let rows = try Reference.table("philox/raw.csv")
    try #require(rows.count == 660)
    var stream = RandomStream(seed: 0)
    for row in rows {
      if row["word"] == "0" { stream = Self.stream(of: row) }
      let word = stream.nextWord()
      #expect(word == UInt64(row["value"]!), "\(row)")
    }
  }

  @Test func `uniform variates are numpy's, bit for bit`() throws {
    let rows = try Reference.table("philox/random.csv")
    try #require(rows.count == 660)
    var stream = RandomStream(seed: 0)
    for row in rows {
      if row["word"] == "0" { stream = Self.stream(of: row) }
      let uniform = stream.uniform()
      #expect(uniform == Double(row["value"]!), "\(row)")
    }
  }

  @Test func `one changed bit of the seed is refused by the table`() throws {
    let rows = try Reference.table("philox/raw.csv").filter { $0["word"] == "0" }
    let agreeing = rows.filter { row in
      var stream = Self.stream(of: row, flipping: 1 << 40)
      return stream.nextWord() == UInt64(row["value"]!)
    }
    #expect(rows.count == 66 && agreeing.isEmpty)
  }

  @Test(arguments: [0, 1, 2, 17, 1000] as [UInt64])
  func `a jump equals skipping four words a block`(block: UInt64) {
    var skipping = RandomStream(seed: 3, stream: 9)
    var jumping = RandomStream(seed: 3, stream: 9)
    for _ in 0..<(4 * block) { _ = skipping.nextWord() }
    _ = jumping.nextWord()
    jumping.jump(toBlock: block)
    for _ in 0..<9 {
      let (jumped, skipped) = (jumping.nextWord(), skipping.nextWord())
      #expect(jumped == skipped)
    }
  }

  private static func stream(of row: [String: String], flipping bits: UInt64 = 0) -> RandomStream {
    var stream = RandomStream(
      seed: UInt64(row["seed"]!)! ^ bits, stream: UInt64(row["stream"]!)!)
    stream.jump(toBlock: UInt64(row["block"]!)!)
    return stream
  }
}
