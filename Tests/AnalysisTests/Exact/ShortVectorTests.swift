import Testing

@testable import Analysis

/// Vectors with memory of their own and without have the same entries.
struct ShortVectorTests {
  @Test(arguments: 0...5) func `entries come out as they went in`(count: Int) {
    let entries = (0..<count).map { 1.5 * Double($0) - 2 }
    let vector = ShortVector(entries)
    var found: [Double] = []
    vector.forEach { found.append($0) }
    #expect(found == entries && vector.array == entries && vector.isFinite)
    let filled = ShortVector(count: count) { target in
      #expect(target.allSatisfy { $0 == 0 })
      for i in target.indices { target[i] += entries[i] }
    }
    #expect(filled.array == entries)
  }

  @Test(arguments: 1...4) func `one entry that is no number is seen`(count: Int) {
    for place in 0..<count {
      for wrong in [Double.nan, .infinity, -.infinity] {
        var entries = [Double](repeating: 1, count: count)
        entries[place] = wrong
        #expect(!ShortVector(entries).isFinite)
      }
    }
  }
}
