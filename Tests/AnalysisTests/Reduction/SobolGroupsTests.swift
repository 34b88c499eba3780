import GRPO
import GSL
import Testing

@testable import Analysis

/// Shifted Sobol points, and noise made of them.
struct SobolGroupsTests {
  /// The first 2^m points have one number in each of 2^m intervals of every coordinate, whatever the shift;
  /// seeds 1 to 20.
  @Test(arguments: [1, 4, 8])
  func `a shift keeps the balance of the sequence`(m: Int) throws {
    var points = try ShiftedPoints(dimension: 40)
    let count = 1 << m
    var starts: Set<Double> = []
    for seed in UInt64(1)...20 {
      var random = RandomStream(seed: seed)
      points.restart(using: &random)
      var hits = [[Int]](repeating: Array(repeating: 0, count: count), count: 40)
      for n in 0..<count {
        points.advance()
        if n == 0 { starts.insert(points.point[0]) }
        for (j, x) in points.point.enumerated() {
          #expect(x > 0 && x < 1)
          hits[j][Int(x * Double(count))] += 1
        }
      }
      #expect(hits.allSatisfy { $0.allSatisfy { $0 == 1 } }, "seed \(seed)")
    }
    // The origin goes where the shift takes it: every copy starts elsewhere.
    #expect(starts.count == 20)
  }

  /// The first two coordinates are a net: 2^8 points have one in each box of 2^-a by 2^-(8 - a). A shift
  /// digit by digit keeps that, one along the line would not.
  @Test func `a shift keeps boxes as well as intervals`() throws {
    var points = try ShiftedPoints(dimension: 2)
    for seed in UInt64(1)...5 {
      var random = RandomStream(seed: seed)
      points.restart(using: &random)
      let all = (0..<256).map { _ in
        points.advance()
        return points.point
      }
      for a in 0...8 {
        let boxes = all.map { [Int($0[0] * Double(1 << a)), Int($0[1] * Double(1 << (8 - a)))] }
        #expect(Set(boxes).count == 256, "seed \(seed), \(a)")
      }
    }
  }

  /// Coordinates have shifts of their own: two equal ones would fall on the diagonal together.
  @Test func `coordinates are shifted apart, and a restart begins at the origin`() throws {
    var points = try ShiftedPoints(dimension: 3)
    var random = RandomStream(seed: 2)
    points.restart(using: &random)
    points.advance()
    let first = points.point
    #expect(Set(first).count == 3)
    for _ in 0..<5 { points.advance() }
    var again = RandomStream(seed: 2)
    points.restart(using: &again)
    points.advance()
    #expect(points.point == first)
    #expect(throws: AnalysisError.self) { try ShiftedPoints(dimension: 41) }
  }

  /// Completions one after the other, in each its components; dithers share the numbers of the longest.
  @Test func `noise is the quantiles of its numbers`() throws {
    let uniforms = [9, 0.1, 0.4, 0.5, 0.9, 0.2, 0.7]
    var noise = [0.0, 0, 0]
    let two = try Dither(.laplace, components: [3, 4])
    try two.fill(&noise, from: uniforms[1...])
    for i in 0..<3 {
      let right =
        0.6 * (try NoiseFamily.laplace.quantile(uniforms[1 + 2 * i]))
        + 0.8 * (try NoiseFamily.laplace.quantile(uniforms[2 + 2 * i]))
      #expect(abs(noise[i] - right) < 1e-15)
    }
    let none = try Dither(.none)
    try none.fill(&noise, from: [])
    #expect(noise == [0, 0, 0])
    #expect(none.drawsPerCompletion == 0 && two.drawsPerCompletion == 2)
    let gaussian = try Dither(.gaussian)
    #expect(ShiftedPoints.dimension(groupSize: 5, dithers: [none, two, gaussian]) == 15)
    #expect(ShiftedPoints.dimension(groupSize: 5, dithers: []) == 5)
  }
}
