import GRPO
import GSL

/// Draws tiles of groups by counts: what the gradient needs of a group, without its completions.
///
/// The law is that of `GroupSampler`; the cost is one variate for the outcomes, whatever G, and for
/// Gaussian noise one for each outcome and one for the rest.
final class CountSampler {
  private let source: CountSource
  private let noises: [NoiseSums]
  private let centred: RewardTable
  /// nil where every setting centres its rewards.
  private let plain: RewardTable?
  private let scores: ScoreTable
  private let rewards: [Double]

  /// nil where the groups must be drawn completion by completion.
  ///
  /// - Parameter keepsMeans: for each dither, whether more than its centred noise matters.
  init?(_ problem: Problem, groupSize: Int, dithers: [Dither], keepsMeans: [Bool]) throws {
    guard let source = try CountSource(problem, groupSize: groupSize) else { return nil }
    self.source = source
    rewards = problem.rewards
    noises = zip(dithers, keepsMeans).map {
      NoiseSums($0, source: source, keepsMean: $1)
    }
    scores = ScoreTable(problem)
    centred = RewardTable(source, problem, scores: scores, isCentred: true)
    plain =
      keepsMeans.contains(true)
      ? RewardTable(source, problem, scores: scores, isCentred: false) : nil
  }

  /// Draws `count` groups, at most a tile; returns how many are silent.
  func draw(_ count: Int, using stream: inout RandomStream) -> Int {
    source.draw(count, using: &stream)
    centred.refresh(count)
    plain?.refresh(count)
    for noise in noises { noise.draw(count, using: &stream) }
    var silent = 0
    for n in 0..<count where isSilent(n) { silent += 1 }
    return silent
  }

  /// A silent group's centred rewards are exactly 0.
  private func isSilent(_ group: Int) -> Bool { centred.squares[source.picks[group]] == 0 }

  /// Writes the groups just drawn into the frame's tile, which is empty; silent ones as nothing where
  /// their advantages count as 0.
  func write(_ count: Int, to frame: GroupFrame, dropsSilentGroups: Bool) {
    let writer = CountWriter(
      source, noises[frame.dither], frame.isCentred ? centred : plain!, scores,
      centresNoise: frame.isCentred && !noises[frame.dither].isCentred)
    for n in 0..<count {
      let place = frame.tile.open()
      if dropsSilentGroups && isSilent(n) { continue }
      writer.write(n, to: frame.tile, place)
    }
  }

  /// Rewards and noise of the first group of the tile, completion by completion; 0 where `write` drops it.
  func copyFirst(to frame: inout GroupFrame, dropsSilentGroups: Bool) {
    if dropsSilentGroups && isSilent(0) { return frame.clear() }
    noises[frame.dither].copyFirst(to: &frame.noise)
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
}

/// Puts the counts, noise sums and rewards of a group together. Plain pointers, borrowed for a tile:
/// this is where counted groups spend their time.
private struct CountWriter {
  private typealias Lanes = SIMD8<Double>

  private let outcomeCount: Int
  /// Vectors per row of outcomes, and per gradient.
  private let (width, gradientWidth): (Int, Int)
  private let share: Double
  /// 1/G where the noise has yet to be centred, else 0.
  private let meanShare: Double
  private let picks: UnsafeMutablePointer<Int>
  private let counts: UnsafeMutablePointer<Lanes>
  private let sums: UnsafeMutablePointer<Lanes>
  private let squares: UnsafeMutablePointer<Double>
  private let rewards: UnsafeMutablePointer<Lanes>
  private let rewardSquares: UnsafeMutablePointer<Double>
  private let gradients: UnsafeMutablePointer<Lanes>
  private let gradientSquares: UnsafeMutablePointer<Double>
  private let scores: UnsafePointer<Lanes>

  init(
    _ source: CountSource, _ noise: NoiseSums, _ table: RewardTable, _ scores: ScoreTable,
    centresNoise: Bool
  ) {
    outcomeCount = source.outcomeCount
    (width, gradientWidth) = (source.width, scores.width)
    share = 1 / Double(source.groupSize)
    meanShare = centresNoise ? share : 0
    let rows = source.rowCount
    picks = source.picks.pointer(length: GroupTile.capacity)
    counts = source.counts.pointer(length: rows * width)
    sums = noise.sums.pointer(length: GroupTile.capacity * width)
    squares = noise.squares.pointer(length: GroupTile.capacity)
    rewards = table.rewards.pointer(length: rows * width)
    rewardSquares = table.squares.pointer(length: rows)
    gradients = table.gradients.pointer(length: rows * gradientWidth)
    gradientSquares = table.gradientSquares.pointer(length: rows)
    self.scores = scores.row(0)
  }

  @inline(__always)
  func write(_ group: Int, to tile: GroupTile, _ place: Int) {
    let row = picks[group]
    let own = sums + group &* width
    // Centred rewards sum to 0, so that the mean of the noise drops out of r . z.
    let (total, rz) = products(own, rewards + row &* width)
    let mean = meanShare * total
    let source = gradients + row &* gradientWidth
    let (r, z) = (tile.rewardVectors(place), tile.noiseVectors(place))
    var (cross, square) = (Lanes.zero, Lanes.zero)
    for v in 0..<gradientWidth {
      let noise = noiseGradient(own, counts + row &* width, mean, v)
      (r[v], z[v]) = (source[v], noise)
      cross = cross + source[v] * noise
      square = square + noise * noise
    }
    // sum (z - zbar)^2 = sum z^2 - zbar sum z; where nothing is to be centred `mean` is 0.
    let shape = tile.shapes.pointer(at: place, length: 1)
    shape.pointee.rewards = SigmaQuadratic(
      rr: rewardSquares[row], rz: rz, zz: squares[group] - mean * total)
    shape.pointee.gradient = SigmaQuadratic(
      rr: gradientSquares[row], rz: cross.sum(), zz: square.sum())
  }

  /// Sum of the noise and its inner product with the rewards.
  @inline(__always)
  private func products(
    _ sums: UnsafePointer<Lanes>, _ rewards: UnsafePointer<Lanes>
  ) -> (Double, Double) {
    var (total, product) = (Lanes.zero, Lanes.zero)
    for v in 0..<width {
      total = total + sums[v]
      product = product + sums[v] * rewards[v]
    }
    return (total.sum(), product.sum())
  }

  /// One vector of g_z.
  @inline(__always)
  private func noiseGradient(
    _ sums: UnsafePointer<Lanes>, _ counts: UnsafePointer<Lanes>, _ mean: Double, _ v: Int
  ) -> Lanes {
    let z = UnsafeRawPointer(sums).assumingMemoryBound(to: Double.self)
    let n = UnsafeRawPointer(counts).assumingMemoryBound(to: Double.self)
    var score = scores + v
    var gradient = Lanes.zero
    for a in 0..<outcomeCount {
      gradient = gradient + (z[a] - n[a] * mean) * score.pointee
      score += gradientWidth
    }
    return share * gradient
  }
}
