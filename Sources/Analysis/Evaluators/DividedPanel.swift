import GSL

/// Settings whose advantages are divided by a norm: eight of them in each vector instruction.
///
/// The sums over a tile are two matrix products, of the scales w with g_r and with g_z.
final class DividedPanel {
  private typealias Lanes = SIMD8<Double>

  /// Positions of the settings in the simulation.
  let members: [Int]
  let frame: Int
  private let parameterCount: Int
  private let chunks: Int
  private let sigma: Buffer<Lanes>
  private let numerator: Buffer<Lanes>
  private let offset: Buffer<Lanes>
  private let largest: LargestAdvantages
  /// Of counted groups; nil where they are not counted.
  private var counted: LaneSums?
  /// Of completions drawn by blocks; nil where they are not.
  private var symbols: SymbolSums?
  /// For each chunk: sums of w g_r[j] and w g_z[j], then of norm(g)^2.
  private let sums: Buffer<Lanes>
  /// Of the groups of a tile.
  private let scales = Buffer(repeating: Lanes.zero, count: GroupTile.capacity)

  init(
    members: [Int], settings: [Setting], units: [Double], frame: Int, parameterCount: Int
  ) {
    self.members = members
    self.frame = frame
    self.parameterCount = parameterCount
    largest = LargestAdvantages(sigmas: members.map { settings[$0].sigma })
    chunks = largest.chunks
    sigma = Buffer(repeating: .zero, count: chunks)
    numerator = Buffer(repeating: .zero, count: chunks)
    offset = Buffer(repeating: .zero, count: chunks)
    sums = Buffer(repeating: .zero, count: chunks * (1 + 2 * parameterCount))
    // Lanes beyond the last member stay 0 in all three; their sums are never read.
    for (m, member) in members.enumerated() {
      let scale = AdvantageScale(settings[member], unit: units[member])
      sigma[m / 8][m % 8] = settings[member].sigma
      numerator[m / 8][m % 8] = scale.numerator
      offset[m / 8][m % 8] = scale.offset
    }
  }

  private var rows: Int { 1 + 2 * parameterCount }

  /// From now on groups are counted, with gradients in this basis.
  ///
  /// - Parameter rewards: of all outcomes.
  func count(_ basis: GradientBasis, rewards: [Double]) {
    counted = LaneSums(
      basis,
      members: members.indices.map { m in
        LaneSums.Member(
          sigma: sigma[m / 8][m % 8], numerator: numerator[m / 8][m % 8],
          offset: offset[m / 8][m % 8], rewards: rewards)
      })
  }

  /// From now on completions are drawn by blocks of tokens.
  func sumSymbols(_ sampler: BlockSampler) {
    symbols = SymbolSums(sampler, chunks: chunks)
  }

  /// Adds the groups of a tile, and their largest advantages.
  func add(_ tile: CompletionTile) {
    for chunk in 0..<chunks {
      fillScales(chunk, tile.shapes, tile.count)
      addSquares(chunk, tile.shapes, tile.count)
      for n in 0..<tile.count {
        largest.note(
          symbols!.add(
            tile, group: n, chunk: chunk, rewardScale: scales[n],
            noiseScale: scales[n] * sigma[chunk]), chunk: chunk)
      }
    }
  }

  /// Adds the counted groups of a tile.
  func add(_ tile: CountTile) { counted!.add(tile) }

  /// Adds the groups of a tile.
  func add(_ tile: GroupTile) {
    for chunk in 0..<chunks {
      fillScales(chunk, tile.shapes, tile.count)
      addSquares(chunk, tile.shapes, tile.count)
      addGradients(chunk, tile)
    }
  }

  /// w = numerator / (sqrt q + offset), and 0 where that is 0/0: a silent group without noise.
  private func fillScales(_ chunk: Int, _ shapes: borrowing Buffer<GroupShape>, _ count: Int) {
    let (sigma, numerator, offset) = (sigma[chunk], numerator[chunk], offset[chunk])
    for n in 0..<count {
      let q = shapes[n].rewards.at(sigma)
      // A squared norm, but a polynomial: where r cancels sigma z rounding may leave it below 0.
      scales[n] = q.replacing(with: 0, where: q .< 0)
    }
    takeSquareRoots(scales.pointer(length: count), count: count)
    for n in 0..<count {
      let denominator = scales[n] + offset
      scales[n] = (numerator / denominator).replacing(with: 0, where: denominator .<= 0)
    }
  }

  private func addSquares(_ chunk: Int, _ shapes: borrowing Buffer<GroupShape>, _ count: Int) {
    let sigma = sigma[chunk]
    var sum = Lanes.zero
    for n in 0..<count {
      let (w, shape) = (scales[n], shapes[n])
      sum =
        sum + w * (w * shape.gradient.at(sigma) + 2 * shape.cross.at(sigma)) + shape.penaltySquare
    }
    sums[chunk * rows + 2 * parameterCount] = sums[chunk * rows + 2 * parameterCount] + sum
  }

  /// Four parameters at a time, so that a scale is loaded once for eight products.
  private func addGradients(_ chunk: Int, _ tile: GroupTile) {
    let target = sums.pointer(at: chunk * rows, length: rows)
    var j = 0
    while j + 4 <= parameterCount {
      var r = (Lanes.zero, Lanes.zero, Lanes.zero, Lanes.zero)
      var z = r
      var reward = tile.numbers + j
      for n in 0..<tile.count {
        let w = scales[n]
        let noise = reward + tile.stride / 2
        r.0 = r.0 + w * reward[0]
        r.1 = r.1 + w * reward[1]
        r.2 = r.2 + w * reward[2]
        r.3 = r.3 + w * reward[3]
        z.0 = z.0 + w * noise[0]
        z.1 = z.1 + w * noise[1]
        z.2 = z.2 + w * noise[2]
        z.3 = z.3 + w * noise[3]
        reward += tile.stride
      }
      let place = target + 2 * j
      place[0] = place[0] + r.0
      place[1] = place[1] + z.0
      place[2] = place[2] + r.1
      place[3] = place[3] + z.1
      place[4] = place[4] + r.2
      place[5] = place[5] + z.2
      place[6] = place[6] + r.3
      place[7] = place[7] + z.3
      j += 4
    }
    for rest in j..<parameterCount { addGradient(rest, tile, to: target + 2 * rest) }
  }

  private func addGradient(
    _ j: Int, _ tile: GroupTile, to target: UnsafeMutablePointer<Lanes>
  ) {
    var (r, z) = (Lanes.zero, Lanes.zero)
    var reward = tile.numbers + j
    for n in 0..<tile.count {
      r = r + scales[n] * reward[0]
      z = z + scales[n] * reward[tile.stride / 2]
      reward += tile.stride
    }
    target[0] = target[0] + r
    target[1] = target[1] + z
  }

  /// Adds the largest absolute advantage of a group.
  func noteLargest(
    _ rewards: borrowing Buffer<Double>, _ noise: borrowing Buffer<Double>, _ shape: GroupShape
  ) {
    for chunk in 0..<chunks {
      let q = shape.rewards.at(sigma[chunk])
      // Scratch: `fillScales` writes all scales anew for every tile.
      scales[0] = q.replacing(with: 0, where: q .< 0)
      takeSquareRoots(scales.pointer(length: 1), count: 1)
      let denominator = scales[0] + offset[chunk]
      let w = (numerator[chunk] / denominator).replacing(with: 0, where: denominator .<= 0)
      largest.add(rewards, noise, scale: w, chunk: chunk)
    }
  }

  /// Moves the sums of one member out, ready for the next block: the gradient without penalty,
  /// norm(g)^2 and the largest advantages.
  func takeSums(of member: Int, into block: inout [Double]) {
    block[parameterCount + MomentIndex.largest] = largest.takeSum(member)
    if let counted { return counted.take(member, into: &block) }
    let (chunk, lane) = (member / 8, member % 8)
    let own = sums.pointer(at: chunk * rows, length: rows)
    block[parameterCount + MomentIndex.square] = own[2 * parameterCount][lane]
    own[2 * parameterCount][lane] = 0
    if let symbols {
      if lane == 0 { symbols.fold(chunk) }
      return block.withUnsafeMutableBufferPointer {
        symbols.add(lane: lane, to: $0.baseAddress!)
      }
    }
    let s = sigma[chunk][lane]
    for j in 0..<parameterCount {
      // The block holds the sum of the penalties already; shapes have them in norm(g)^2.
      block[j] += own[2 * j][lane] + s * own[2 * j + 1][lane]
      own[2 * j][lane] = 0
      own[2 * j + 1][lane] = 0
    }
  }

  /// Reads the largest absolute advantage of a member and sets it to 0.
  func takeMaximum(of member: Int) -> Double { largest.takeMaximum(member) }
}
