import GSL
import Testing

struct QuasiRandomSequenceTests {
  /// The first eight points in two dimensions, by hand from the direction numbers 1/2, 1/4, 1/8 and
  /// 1/2, 3/4, 5/8 in Gray code order.
  @Test func `the first points are those of Sobol`() throws {
    let sequence = try QuasiRandomSequence(dimension: 2)
    let expected: [[Double]] = [
      [0, 0], [0.5, 0.5], [0.75, 0.25], [0.25, 0.75], [0.375, 0.375], [0.875, 0.875],
      [0.625, 0.125], [0.125, 0.625],
    ]
    var point = [0.0, 0.0]
    for next in expected {
      sequence.next(into: &point)
      #expect(point == next)
    }
    sequence.restart()
    sequence.next(into: &point)
    #expect(point == [0, 0])
  }

  /// Without the origin, which GSL leaves out, the second interval would hold no point.
  @Test func `the first 1024 points stand one to an interval in forty dimensions`() throws {
    let sequence = try QuasiRandomSequence(dimension: 40)
    var point = [Double](repeating: 0, count: 40)
    var held = [[Int]](repeating: Array(repeating: 0, count: 1024), count: 40)
    for _ in 0..<1024 {
      sequence.next(into: &point)
      for (i, x) in point.enumerated() { held[i][Int(x * 1024)] += 1 }
    }
    #expect(held.allSatisfy { $0.allSatisfy { $0 == 1 } })
  }

  /// E xy = 1/4; random points would be off by .22/sqrt 4096 = .0034.
  @Test func `a product is integrated far better than at random`() throws {
    let sequence = try QuasiRandomSequence(dimension: 2)
    var point = [0.0, 0.0]
    var sum = 0.0
    for _ in 0..<4096 {
      sequence.next(into: &point)
      sum += point[0] * point[1]
    }
    #expect(abs(sum / 4096 - 0.25) < 0.0034 / 8)
  }

  @Test(arguments: [-1, 0, 41])
  func `dimensions beyond the tables are refused`(dimension: Int) throws {
    #expect(throws: GSLError.self) { try QuasiRandomSequence(dimension: dimension) }
  }
}
