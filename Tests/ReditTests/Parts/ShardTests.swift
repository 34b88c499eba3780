import TestSupport
import Testing

@testable import redit

/// Shares of units: each unit in one, none left out, no two sizes that differ by more than one.
struct ShardTests {
  @Test(arguments: [1, 2, 7, 64, 99_999], [1, 63, 64, 1_000_003, Int.max])
  func `shards tile all units as evenly as whole units are`(count: Int, total: Int) {
    var end = 0
    var sizes: Set<Int> = []
    for number in 1...count {
      let units = Shard(number: number, count: count).units(of: total)
      #expect(units.lowerBound == end)
      sizes.insert(units.count)
      end = units.upperBound
    }
    #expect(end == total)
    #expect(sizes.count <= 2 && sizes.max()! - sizes.min()! <= 1)
  }

  @Test func `names say which it is, and sort as the units do`() {
    let shards = (1...120).map { Shard(number: $0, count: 120) }
    let names = shards.map(\.fileName)
    #expect(names.sorted() == names && names[2] == "003-of-120.part")
    #expect(names.map { Shard(fileName: $0) } == shards)
  }

  @Test(arguments: [
    "3-of-120.part", "003-of-120", "0-of-1.part", "2-of-1.part", "a-of-3.part", "1-of-3.part.part",
    "+1-of-3.part", ".part", "1-of-3-of-4.part",
  ])
  func `other names are of no shard`(name: String) { #expect(Shard(fileName: name) == nil) }

  @Test(arguments: ["0/3", "4/3", "3", "3/", "/3", "1/2/3", "-1/3", "a/b", "1/100000", ""])
  func `what is no share is refused`(text: String) { #expect(Shard(text) == nil) }

  @Test func `the command line says what a share is`() throws {
    let result = try Tool.run(["verify", "--shard", "4/3", "--parts", "p"])
    #expect(result.status == 64)
    #expect(result.errors.contains("'4/3'") && result.errors.contains("such as 3/64"))
  }
}
