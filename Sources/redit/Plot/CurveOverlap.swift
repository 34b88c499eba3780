/// Finds curves and points that would hide one another, so that each can be drawn to be seen.
enum CurveOverlap {
  /// A curve's places on the vertical axis, by its places on the horizontal one.
  typealias Course = [Double: Double]

  /// Curves that run together, to within `tolerance` of the axis, over a fifth or more of the places
  /// they share; each list rises, lists of one are left out.
  static func bundles(_ courses: [Course], tolerance: Double) -> [[Int]] {
    var leader = Array(courses.indices)
    for (a, b) in pairs(courses.count) where runTogether(courses[a], courses[b], tolerance) {
      // Bundles are transitive: the whole of one joins the other, under its first curve.
      let (kept, merged) = (min(leader[a], leader[b]), max(leader[a], leader[b]))
      for index in leader.indices where leader[index] == merged { leader[index] = kept }
    }
    return Set(leader).sorted().map { first in
      leader.indices.filter { leader[$0] == first }
    }.filter { $0.count > 1 }
  }

  private static func pairs(_ count: Int) -> [(Int, Int)] {
    (0..<count).flatMap { a in (a + 1..<max(a + 1, count)).map { (a, $0) } }
  }

  private static func runTogether(_ a: Course, _ b: Course, _ tolerance: Double) -> Bool {
    let distances = a.compactMap { place, height in b[place].map { abs($0 - height) } }
    let close = distances.count { $0 <= tolerance }
    return close > 0 && 5 * close >= distances.count
  }

  /// The dash of each line of a bundle, in line widths, so that together they make stripes of every
  /// colour; nil for the lowest, which is unbroken.
  ///
  /// Of k lines the j-th shows k - j pieces and leaves out j, where the lines below are seen.
  static func dash(_ rank: Int, of count: Int) -> String? {
    guard rank > 0, count > 1 else { return nil }
    let piece = max(4, 26 / count)
    return "(\(piece * (count - rank)), \(piece * rank))"
  }

  /// How far each of several points at one place steps aside, in steps, so that points nearer than
  /// `tolerance` stand beside one another; 0 for a point without such neighbours.
  static func asides(_ heights: [Double], tolerance: Double) -> [Double] {
    var asides = heights.map { _ in 0.0 }
    let order = heights.indices.sorted { (heights[$0], $0) < (heights[$1], $1) }
    var bundle: [Int] = []
    for (rank, index) in order.enumerated() {
      bundle.append(index)
      let isLast = rank + 1 == order.count
      // From neighbour to neighbour: a chain of near ones is a single bundle, however long.
      if isLast || heights[order[rank + 1]] - heights[index] > tolerance {
        // By curve, not by height, so that a curve keeps its side from place to place.
        for (place, member) in bundle.sorted().enumerated() {
          asides[member] = Double(place) - Double(bundle.count - 1) / 2
        }
        bundle = []
      }
    }
    return asides
  }
}
