/// Settings whose advantages are a fixed multiple of the dithered rewards: their sums are polynomials
/// in sigma, so a group costs the same for one setting as for a thousand.
final class LinearPanel {
  /// Positions of the settings in the simulation.
  let members: [Int]
  let frame: Int
  private let parameterCount: Int
  private let sigmas: [Double]
  private let scales: [Double]
  private var largest: [Double]
  private var maxima: [Double]
  private var shape = GroupShape()
  /// Sums of g_r, then of g_z.
  private let vectors: UnsafeMutablePointer<SIMD8<Double>>
  private let width: Int

  init(members: [Int], settings: [Setting], frame: Int, parameterCount: Int) {
    self.members = members
    self.frame = frame
    self.parameterCount = parameterCount
    sigmas = members.map { settings[$0].sigma }
    scales = members.map { AdvantageScale(settings[$0]).numerator }
    largest = Array(repeating: 0, count: members.count)
    maxima = largest
    width = (parameterCount + 7) / 8
    vectors = .allocate(capacity: 2 * width)
    vectors.initialize(repeating: .zero, count: 2 * width)
  }

  deinit { vectors.deallocate() }

  /// Adds the groups of a tile.
  func add(_ tile: GroupTile) {
    for n in 0..<tile.count {
      shape += tile.shapes[n]
      let source = tile.rewardVectors(n)
      for v in 0..<2 * width { vectors[v] += source[v] }
    }
  }

  /// Adds the largest absolute advantage of a group, and keeps the maximum of the run.
  func noteLargest(_ rewards: [Double], _ noise: [Double], _ shape: GroupShape) {
    for m in sigmas.indices {
      var size = 0.0
      for i in rewards.indices { size = max(size, abs(rewards[i] + sigmas[m] * noise[i])) }
      largest[m] += scales[m] * size
      maxima[m] = max(maxima[m], scales[m] * size)
    }
  }

  /// Writes the sums of one member; `clear` makes ready for the next block.
  func readSums(of member: Int, into block: inout [Double]) {
    let (sigma, w) = (sigmas[member], scales[member])
    for j in 0..<parameterCount {
      let (reward, noise) = (vectors[j / 8][j % 8], vectors[width + j / 8][j % 8])
      block[j] += w * (reward + sigma * noise)
    }
    block[parameterCount + Coordinate.square] =
      w * (w * shape.gradient.at(sigma) + 2 * shape.cross.at(sigma)) + shape.penaltySquare
    block[parameterCount + Coordinate.largest] = largest[member]
    largest[member] = 0
  }

  func clear() {
    shape = GroupShape()
    for v in 0..<2 * width { vectors[v] = .zero }
  }

  /// Largest absolute advantage of a member so far.
  func maximum(of member: Int) -> Double { maxima[member] }
}
