import Platform
import Testing

struct ArithmeticTests {
  @Test func `the fingerprint is sixteen hexadecimal digits, the same each time`() {
    #expect(Arithmetic.fingerprint.wholeMatch(of: #/[0-9a-f]{16}/#) != nil)
    #expect(Arithmetic.text(of: Arithmetic.functions) == Arithmetic.fingerprint)
  }

  /// The last bit of one function at one point, the first or the last, is seen; so are functions exchanged.
  @Test func `every bit of every function counts`() {
    var found: Set = [Arithmetic.fingerprint]
    let points = [1, 2000, 4095].map { Double($0) / 4096.7 }
    for f in Arithmetic.functions.indices {
      let right = Arithmetic.functions[f]
      for point in points {
        var changed = Arithmetic.functions
        changed[f] = { $0 == point ? right($0).nextUp : right($0) }
        found.insert(Arithmetic.text(of: changed))
      }
    }
    var exchanged = Arithmetic.functions
    exchanged.swapAt(0, 1)
    found.insert(Arithmetic.text(of: exchanged))
    #expect(found.count == 2 + 3 * Arithmetic.functions.count)
  }

  /// A function that is undefined somewhere would count less there.
  @Test func `every function is finite at every point`() {
    for function in Arithmetic.functions {
      #expect((1...4095).allSatisfy { function(Double($0) / 4096.7).isFinite })
    }
  }
}
