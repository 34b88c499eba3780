import GRPO
import GSL

/// Turns drawn groups into a tile: one dither, rewards and noise centred on the group's mean or not.
///
/// A class of constants: a group at a time, copies of arrays would count references.
final class GroupFrame {
  let key: PanelKey
  let tile: GroupTile
  /// Of the group looked at last, completion by completion; centred if asked for.
  let rewards: Buffer<Double>
  let noise: Buffer<Double>
  /// The noise of a whole group may be equal. That of densities never is.
  private let mayTieNoise: Bool

  init(key: PanelKey, groupSize: Int, parameterCount: Int, mayTieNoise: Bool) {
    self.key = key
    self.mayTieNoise = mayTieNoise
    tile = GroupTile(parameterCount: parameterCount)
    rewards = Buffer(repeating: 0, count: groupSize)
    noise = Buffer(repeating: 0, count: groupSize)
  }

  var dither: Int { key.dither }
  var isCentred: Bool { key.isCentred }

  /// A tile of the same for groups drawn by blocks of tokens.
  func completionTile(_ sampler: BlockSampler) -> CompletionTile {
    CompletionTile(
      sampler, dither: dither, isCentred: isCentred, mayTieNoise: mayTieNoise)
  }

  /// Appends the group just drawn; nothing but the penalty where its advantages count as 0.
  func append(
    _ sampler: GroupSampler, _ problem: Problem, penalty: [Double]?, isDropped: Bool
  ) {
    let group = tile.open()
    load(sampler, isDropped: isDropped)
    let products = RewardSquares(rewards, noise)
    // The divisor may be that of the batch; the gradient is always this group's alone.
    let own = key.usesBatch ? sampler.batchSquares(dither: dither, own: products) : products
    tile.shapes[group].rewards = SigmaQuadratic(rr: own.rr, rz: own.rz, zz: own.zz)
    addGradients(sampler.outcomes, problem, to: tile.numbers + tile.stride * group)
    tile.closeGradient(group)
    if problem.positive.hasSpread {
      tile.shapes[group].gradient += spread(sampler.outcomes, problem.positive)
    }
    if let penalty { tile.close(group, penalty: penalty) }
  }

  private func load(_ sampler: GroupSampler, isDropped: Bool) {
    if isDropped { return clear() }
    for i in 0..<rewards.count {
      rewards[i] = sampler.rewards[i]
      noise[i] = sampler.noises[dither][i]
    }
    centre(isSilent: sampler.isSilent)
  }

  /// A group that counts as nothing.
  func clear() {
    rewards.fill(0)
    noise.fill(0)
  }

  /// Centres rewards and noise if asked for; what is equal in the whole group becomes exactly 0.
  func centre(isSilent: Bool) {
    guard isCentred else { return }
    let isNoiseTied = mayTieNoise && (0..<noise.count).allSatisfy { noise[$0] == noise[0] }
    centre(rewards)
    centre(noise)
    // What the rounding of the mean leaves, divided by its own norm, would be a full advantage.
    if isNoiseTied { noise.fill(0) }
    if isSilent { rewards.fill(0) }
  }

  private func centre(_ values: borrowing Buffer<Double>) {
    var sum = 0.0
    for i in 0..<values.count { sum += values[i] }
    let mean = sum / Double(values.count)
    for i in 0..<values.count { values[i] -= mean }
  }

  /// What the spread of rows adds to the square of the gradient.
  private func spread(_ outcomes: [Int], _ rows: SparseRows) -> SigmaQuadratic {
    let share = 1 / Double(rewards.count)
    var sums = RewardSquares()
    for i in 0..<rewards.count {
      let (r, z) = (share * rewards[i], share * noise[i])
      let spread = rows.spread(outcomes[i])
      sums.rr += spread * r * r
      sums.rz += spread * r * z
      sums.zz += spread * z * z
    }
    return SigmaQuadratic(rr: sums.rr, rz: sums.rz, zz: sums.zz)
  }

  private func addGradients(
    _ outcomes: [Int], _ problem: Problem, to target: UnsafeMutablePointer<Double>
  ) {
    let share = 1 / Double(rewards.count)
    let targets = (target, target + tile.stride / 2)
    if let tokens = problem.tokenScores {
      let pairs = tile.pairs.pointer(length: tile.parameterCount)
      for i in 0..<rewards.count {
        tokens.add(outcomes[i], scales: share * SIMD2(rewards[i], noise[i]), to: pairs)
      }
      tokens.finish(pairs, into: targets.0, targets.1)
    } else {
      let rows = problem.positive
      for i in 0..<rewards.count {
        rows.add(
          outcomes[i], scales: (share * rewards[i], share * noise[i]), to: targets)
      }
    }
  }
}
