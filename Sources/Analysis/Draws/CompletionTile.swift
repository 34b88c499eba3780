import GRPO
import GSL

/// The next few groups that a `BlockSampler` drew under one dither, centred or not: rewards and noise of every
/// completion, and what does not depend on sigma. Gradients are left to sums over symbols (`SymbolSums`).
final class CompletionTile {
  let sampler: BlockSampler
  private(set) var count = 0
  let shapes = Buffer(repeating: GroupShape(), count: GroupTile.capacity)
  /// Completion by completion, group after group.
  private let rewards: Buffer<Double>
  private let noise: Buffer<Double>
  private let dither: Int
  private let isCentred: Bool
  private let mayTieNoise: Bool
  private let squares: TransitionSquares

  init(_ sampler: BlockSampler, dither: Int, isCentred: Bool, mayTieNoise: Bool) {
    self.sampler = sampler
    (self.dither, self.isCentred, self.mayTieNoise) = (dither, isCentred, mayTieNoise)
    rewards = Buffer(repeating: 0, count: GroupTile.capacity * sampler.groupSize)
    noise = Buffer(repeating: 0, count: GroupTile.capacity * sampler.groupSize)
    squares = TransitionSquares(sampler.blocks)
  }

  /// Takes over the groups that were drawn last; silent ones as nothing where their advantages count as 0.
  func load(_ count: Int, dropsSilentGroups: Bool) {
    self.count = count
    sampler.withNoise(dither) { drawn in
      for group in 0..<count { load(group, drawn, dropsSilentGroups) }
    }
    squares.write(self, count: count)
  }

  var groupSize: Int { sampler.groupSize }

  /// The rewards of a group and of those after it.
  @inline(__always)
  func rewards(of group: Int) -> UnsafeMutablePointer<Double> {
    rewards.pointer(at: group * groupSize, length: groupSize)
  }

  /// The noise of a group and of those after it.
  @inline(__always)
  func noise(of group: Int) -> UnsafeMutablePointer<Double> {
    noise.pointer(at: group * groupSize, length: groupSize)
  }

  /// The cells of the completions of a group and of those after it, one for each block.
  @inline(__always)
  func cells(of group: Int) -> UnsafePointer<Int32> {
    let numbers = groupSize * sampler.blocks.blocks.count
    return UnsafePointer(sampler.cells.pointer(at: group * numbers, length: numbers))
  }

  /// The places of the rewards of the completions of a group, and of those after it, among all.
  @inline(__always)
  func levels(of group: Int) -> UnsafePointer<Int32> { sampler.levels(of: group) }

  @inline(__always)
  private func load(_ group: Int, _ drawn: UnsafePointer<Double>, _ dropsSilentGroups: Bool) {
    let (size, isSilent) = (sampler.groupSize, sampler.silence[group] == 1)
    let (r, z) = (rewards(of: group), noise(of: group))
    if isSilent && dropsSilentGroups {
      for i in 0..<size { (r[i], z[i]) = (0, 0) }
      shapes[group] = GroupShape()
      return
    }
    let own = drawn + group &* size
    let raw = UnsafePointer(sampler.rewards.pointer(at: group * size, length: size))
    copy(raw, to: r, size, isEqual: isSilent)
    copy(own, to: z, size, isEqual: mayTieNoise && isTied(own, size))
    var (rr, rz, zz) = (0.0, 0.0, 0.0)
    for i in 0..<size {
      rr += r[i] * r[i]
      rz += r[i] * z[i]
      zz += z[i] * z[i]
    }
    shapes[group].rewards = SigmaQuadratic(rr: rr, rz: rz, zz: zz)
  }

  /// Centred if asked for; what is equal in the whole group becomes exactly 0.
  @inline(__always)
  private func copy(
    _ source: UnsafePointer<Double>, to target: UnsafeMutablePointer<Double>, _ size: Int,
    isEqual: Bool
  ) {
    guard isCentred else {
      for i in 0..<size { target[i] = source[i] }
      return
    }
    var sum = 0.0
    for i in 0..<size { sum += source[i] }
    // What the rounding of the mean leaves, divided by its own norm, would be a full advantage.
    let (mean, factor) = (sum / Double(size), isEqual ? 0.0 : 1.0)
    for i in 0..<size { target[i] = factor * (source[i] - mean) }
  }

  private func isTied(_ values: UnsafePointer<Double>, _ size: Int) -> Bool {
    for i in 1..<size where values[i] != values[0] { return false }
    return true
  }
}
