import GSL
import Testing

@testable import Analysis

/// Layout and squares of a tile, nine parameters: a vector and one number more.
struct GroupTileTests {
  @Test func `a full tile keeps its groups apart and sums whole rows`() {
    let tile = GroupTile(parameterCount: 9)
    var random = RandomStream(seed: 4)
    var rows: [(r: [Double], z: [Double])] = []
    // The second filling finds the first one's numbers where `open` leaves any.
    for filling in 0..<2 {
      tile.clear()
      rows = []
      for group in 0..<GroupTile.capacity {
        #expect(tile.open() == group)
        let numbers = tile.numbers + tile.stride * group
        #expect((0..<tile.stride).allSatisfy { numbers[$0] == 0 }, "filling \(filling)")
        let row = (
          r: (0..<9).map { _ in random.gaussian() }, z: (0..<9).map { _ in random.gaussian() }
        )
        for j in 0..<9 { (numbers[j], numbers[tile.stride / 2 + j]) = (row.r[j], row.z[j]) }
        tile.closeGradient(group)
        rows.append(row)
      }
    }
    #expect(tile.count == GroupTile.capacity)
    for (group, row) in rows.enumerated() {
      #expect(tile.rewardVectors(group)[1][0] == row.r[8])
      #expect(tile.noiseVectors(group)[1][0] == row.z[8])
      for sigma in [0, 0.3, 2] {
        let sums = zip(row.r, row.z).map { $0 + sigma * $1 }
        #expect(abs(tile.shapes[group].gradient.at(sigma) - dot(sums, sums)) < 1e-12)
      }
    }
  }

  /// k . k and k . (g_r + sigma g_z) with k = 1, -2, g_r = 3, 1 and g_z = .5, .25.
  @Test func `a penalty adds its products`() {
    let tile = GroupTile(parameterCount: 2)
    _ = tile.open()
    let place = tile.open()
    let numbers = tile.numbers + tile.stride * place
    (numbers[0], numbers[1]) = (3, 1)
    (numbers[tile.stride / 2], numbers[tile.stride / 2 + 1]) = (0.5, 0.25)
    tile.close(place, penalty: [1, -2])
    #expect(tile.shapes[place].penaltySquare == 5)
    #expect(tile.shapes[place].cross.at(2.0) == 1)
    #expect(tile.shapes[0].penaltySquare == 0)
  }

  @Test func `a quadratic in sigma is the same in every lane`() {
    let quadratic = SigmaQuadratic(rr: 2, rz: -0.5, zz: 3)
    let lanes = quadratic.at(SIMD8<Double>(0, 1, 2, 3, 4, 5, 6, 0.5))
    // 2 - sigma + 3 sigma^2.
    let right: SIMD8<Double> = [2, 4, 12, 26, 46, 72, 104, 2.25]
    #expect(lanes == right)
    for sigma in [0.0, 1, 2, 3] {
      #expect(quadratic.at(sigma) == 2 - sigma + 3 * sigma * sigma)
    }
  }
}
