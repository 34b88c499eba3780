import GRPO
import GSL

/// Draws tiles of groups by counts: what the gradient needs of a group, without its completions.
///
/// The law is that of `GroupSampler`; the cost is one variate for the outcomes, whatever G, and for
/// Gaussian noise one for each outcome and one for the rest; two where it is averaged across the rewards.
final class CountSampler {
  private let source: CountSource
  private let noises: [TileNoise]
  private let centred: RewardTable
  /// nil where no noise is averaged.
  private let radial: RadialTable?
  /// nil where every setting centres its rewards.
  private let plain: RewardTable?
  /// Of all outcomes.
  let rewards: [Double]

  /// nil where the groups must be drawn completion by completion.
  ///
  /// - Parameters:
  ///   - keepsMeans: for each dither, whether more than its centred noise matters.
  ///   - averages: for each dither, whether the direction of its noise across the rewards is averaged, which asks
  ///     for Gaussian noise and that nothing but the centred noise matters; none if empty.
  init?(
    _ problem: Problem, groupSize: Int, dithers: [Dither], keepsMeans: [Bool],
    averages: [Bool] = []
  ) throws {
    guard let source = try CountSource(problem, groupSize: groupSize) else { return nil }
    self.source = source
    rewards = problem.rewards
    let centred = RewardTable(source, problem, isCentred: true)
    let radial = averages.contains(true) ? RadialTable(source, problem, centred) : nil
    (self.centred, self.radial) = (centred, radial)
    noises = dithers.indices.map { d in
      if let radial, averages[d] {
        return .radial(RadialNoise(dithers[d], source: source, table: radial))
      }
      return .whole(NoiseSums(dithers[d], source: source, keepsMean: keepsMeans[d]))
    }
    plain =
      keepsMeans.contains(true) ? RewardTable(source, problem, isCentred: false) : nil
  }

  /// Draws `count` groups, at most a tile; returns how many are silent.
  func draw(_ count: Int, using stream: inout RandomStream) -> Int {
    source.draw(count, using: &stream)
    centred.refresh(count)
    plain?.refresh(count)
    radial?.refresh(count)
    for noise in noises { noise.draw(count, using: &stream) }
    return silentCount(count)
  }

  private func silentCount(_ count: Int) -> Int {
    let silence = centred.silence.pointer(length: source.rowCount)
    let picks = source.picks.pointer(length: count)
    var silent = 0
    for n in 0..<count { silent &+= silence[picks[n]] }
    return silent
  }

  private func isSilent(_ group: Int) -> Bool { centred.silence[source.picks[group]] == 1 }

  private func table(isCentred: Bool) -> RewardTable { isCentred ? centred : plain! }

  /// A tile for groups under a dither, whose rewards are centred or not.
  func tile(isCentred: Bool, dither: Int = 0) -> CountTile {
    CountTile(basis: table(isCentred: isCentred).basis, isRadial: noises[dither].isRadial)
  }

  /// Writes the groups just drawn to a tile; silent ones as nothing where their advantages count as 0.
  func write(
    _ count: Int, dither: Int, isCentred: Bool, to tile: CountTile, dropsSilentGroups: Bool
  ) {
    tile.open(count)
    table(isCentred: isCentred).numbers.gather(
      source.picks.pointer(length: GroupTile.capacity), vectors: tile.filled, to: tile.rewards)
    switch noises[dither] {
    case .radial(let noise): noise.write(to: tile)
    case .whole(let noise):
      CountWriter(source, noise, rewards, isCentred: isCentred).write(tile.filled, to: tile)
    }
    for n in count..<8 * tile.filled { tile.drop(n) }
    guard dropsSilentGroups else { return }
    for n in 0..<count where isSilent(n) { tile.drop(n) }
  }

  /// Rewards and noise of the first group of the tile, completion by completion; 0 where `write` drops it.
  func copyFirst(to frame: GroupFrame, dropsSilentGroups: Bool) {
    if dropsSilentGroups && isSilent(0) { return frame.clear() }
    noises[frame.dither].copyFirst(to: frame.noise)
    // Outcome by outcome, the order in which `NoiseSums` lays out the noise of a group.
    let counts = source.numbers(row: source.picks[0])
    var i = 0
    for a in rewards.indices {
      for _ in 0..<Int(counts[a]) {
        frame.rewards[i] = rewards[a]
        i += 1
      }
    }
    frame.centre(isSilent: isSilent(0))
  }

  /// What the scales of the advantages of the group that `copyFirst` copies depend on.
  ///
  /// - Parameter tile: of the frame.
  func firstShape(_ frame: GroupFrame, _ tile: CountTile) -> GroupShape {
    switch noises[frame.dither] {
    case .whole: return tile.shape(0)
    case .radial:
      // Its whole noise was drawn besides: the tile knows another.
      let squares = RewardSquares(frame.rewards, frame.noise)
      var shape = GroupShape()
      shape.rewards = SigmaQuadratic(rr: squares.rr, rz: squares.rz, zz: squares.zz)
      return shape
    }
  }
}

/// Puts the noise sums and rewards of groups together. Plain pointers, borrowed for a tile.
private struct CountWriter {
  private typealias Lanes = SIMD8<Double>

  private let outcomeCount: Int
  private let size: Double
  private let isCentred: Bool
  /// m, then the sums of outcomes from the second on.
  private let sums: UnsafeMutablePointer<Lanes>
  private let squares: UnsafeMutablePointer<Lanes>
  /// Behind the first: square roots of counts of outcomes from the second on.
  private let turns: UnsafeMutablePointer<Lanes>
  private let rewards: [Double]

  init(_ source: CountSource, _ noise: NoiseSums, _ rewards: [Double], isCentred: Bool) {
    outcomeCount = source.outcomeCount
    size = Double(source.groupSize)
    self.isCentred = isCentred
    self.rewards = rewards
    let length = CountTile.vectors * outcomeCount
    sums = noise.sums.pointer(length: length)
    squares = noise.squares.pointer(length: CountTile.vectors)
    if !isCentred { source.gatherTurns(vectors: CountTile.vectors) }
    turns = source.turning.pointer(length: length)
  }

  /// Writes the first so many vectors of groups, whose rewards are there.
  func write(_ vectors: Int, to tile: CountTile) {
    let basis = tile.basis
    let (r, z) = (tile.rewardGradients, tile.noiseGradients)
    let (crosses, squares) = (tile.gradientProducts, tile.noiseGradientSquares)
    for v in 0..<vectors { (crosses[v], squares[v]) = (.zero, .zero) }
    for k in 0..<basis.dimension {
      let row = basis.row(k)
      for v in 0..<vectors {
        var noise = Lanes.zero
        for a in basis.start..<outcomeCount {
          noise.addProduct(sum(a, v), Lanes(repeating: row[a &- basis.start]))
        }
        let place = CountTile.vectors &* k &+ v
        z[place] = noise
        crosses[v].addProduct(r[place] + r[place], noise)
        squares[v].addProduct(noise, noise)
      }
    }
    let (products, noises) = (tile.products, tile.noises)
    for v in 0..<vectors {
      let product = product(v)
      // Nothing of what rounding leaves is that of rewards that are equal.
      let isSilent = tile.rewards[v] .== 0
      products[v] = (product + product).replacing(with: 0, where: isSilent)
      let mean = isCentred ? .zero : sums[v]
      noises[v] = self.squares[v].addingProduct(mean * mean, Lanes(repeating: size))
    }
  }

  /// r.z of eight groups.
  @inline(__always)
  private func product(_ v: Int) -> Lanes {
    var product = Lanes.zero
    // The sums of centred noise add up to 0, so that the first reward may be the zero.
    let zero = isCentred ? rewards[0] : 0
    for a in (isCentred ? 1 : 0)..<outcomeCount {
      product.addProduct(sum(a, v), Lanes(repeating: rewards[a] - zero))
    }
    return product
  }

  /// The sum of the noise, centred or not, over the completions of an outcome.
  @inline(__always)
  private func sum(_ a: Int, _ v: Int) -> Lanes {
    let place = CountTile.vectors &* a &+ v
    return isCentred ? sums[place] : plainSum(a, v)
  }

  @inline(never)
  private func plainSum(_ a: Int, _ v: Int) -> Lanes {
    let mean = sums[v]
    let place = CountTile.vectors &* a &+ v
    if a > 0 { return sums[place].addingProduct(turns[place] * turns[place], mean) }
    // All counts are G, and centred noise sums to 0.
    var (sum, count) = (Lanes.zero, Lanes(repeating: size))
    for b in 1..<outcomeCount {
      let other = CountTile.vectors &* b &+ v
      sum -= sums[other]
      count.addProduct(-turns[other], turns[other])
    }
    return sum.addingProduct(count, mean)
  }
}
