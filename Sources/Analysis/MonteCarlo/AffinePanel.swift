import GRPO

/// All settings of one dither whose advantages are a multiple of the (centred) dithered rewards.
///
/// With r and z the centred raw rewards and noise of a group, `g_r = (1/G) sum r_i v_i` and `g_z`
/// likewise, every sigma follows from a few numbers worked out once per group:
///
///     q     = r.r + 2 sigma r.z + sigma^2 z.z            sum of squares of the dithered rewards
///     A     = scale (r + sigma z),   scale = a / (b sqrt q + e)
///     g     = scale (g_r + sigma g_z) + k                k the penalty
///
/// mean: a = 1, b = 0, e = 1; leave-one-out: a = G/(G-1); standardized: a = sqrt m, b = 1,
/// e = eps sqrt m with m = n - ddof. Loops run over the settings, side by side in memory, so that the
/// compiler turns them into vector instructions.
struct AffinePanel {
  /// Positions of the settings in the simulation.
  let members: [Int]
  private let dither: Int
  private let isCentred: Bool
  private let usesBatch: Bool
  private let parameterCount: Int
  private let buffers: PanelBuffers
  private var group: AffineGroup

  init(members: [Int], settings: [Setting], dither: Int, parameterCount: Int) {
    let first = settings[members[0]]
    self.members = members
    self.dither = dither
    self.parameterCount = parameterCount
    isCentred = first.advantage.kind != .reinforce
    usesBatch = first.advantage.kind == .batchStandardized
    group = AffineGroup(size: first.groupSize, parameterCount: parameterCount)
    buffers = PanelBuffers(
      settings: members.count, coordinates: parameterCount + Coordinate.extra)
    for (s, member) in members.enumerated() {
      let setting = settings[member]
      buffers.sigma[s] = setting.sigma
      (buffers.numerator[s], buffers.slope[s], buffers.offset[s]) = Self.scale(setting)
    }
  }

  /// What panels a setting may share; nil when its advantages are not of this form.
  static func key(_ setting: Setting, dither: Int) -> [Int]? {
    guard setting.advantage.clamp == nil else { return nil }
    switch setting.advantage.kind {
    case .reinforce: return [dither, 0]
    case .mean, .leaveOneOut, .standardized: return [dither, 1]
    case .batchStandardized: return [dither, 2]
    case .leaveOneOutStandardized: return nil
    }
  }

  private static func scale(_ setting: Setting) -> (a: Double, b: Double, e: Double) {
    let g = Double(setting.groupSize)
    let n = setting.advantage.kind == .batchStandardized ? g * Double(setting.batchGroups) : g
    let root = (n - Double(setting.advantage.ddof)).squareRoot()
    switch setting.advantage.kind {
    case .leaveOneOut: return (g / (g - 1), 0, 1)
    case .standardized, .batchStandardized:
      return (root, 1, setting.advantage.stabilizer * root)
    default: return (1, 0, 1)
    }
  }

  /// Adds the group just drawn to the sums of every setting.
  ///
  /// - Parameter isDropped: a planted error: the group's advantages count as 0.
  mutating func add(
    _ sampler: GroupSampler, rows: SparseRows, penalty: [Double]?, isDropped: Bool
  ) {
    group.load(sampler, dither: dither, rows: rows, penalty: penalty, isCentred: isCentred)
    let squares =
      usesBatch ? sampler.batchSquares(dither: dither, own: group.squares) : group.squares
    buffers.fillScales(squares)
    if isDropped { buffers.clearScales() }
    buffers.addSquaredNorms(group, row: parameterCount + Coordinate.square)
    buffers.addGradients(group, penalty: penalty)
    buffers.addLargest(group, row: parameterCount + Coordinate.largest)
    if sampler.isSilent { buffers.add(1, row: parameterCount + Coordinate.silent) }
  }

  /// Notes the gradients of the group just added.
  func track(_ tracker: inout GroupTracker, penalty: [Double]?) {
    for (s, member) in members.enumerated() {
      let square = buffers.squaredNorm(s, group.gradientSquares, group.penaltyProducts)
      tracker.note(square, setting: member, quantity: 0)
    }
    for d in tracker.directions.indices {
      let r = dot(tracker.directions[d], group.rewardGradient)
      let z = dot(tracker.directions[d], group.noiseGradient)
      let k = penalty.map { dot(tracker.directions[d], $0) } ?? 0
      for (s, member) in members.enumerated() {
        tracker.note(
          buffers.combination(s, reward: r, noise: z, penalty: k), setting: member,
          quantity: 1 + d)
      }
    }
  }

  /// Moves the sums of one member out, ready for the next block.
  func takeSums(of member: Int, into sums: inout [Double]) {
    for row in sums.indices { sums[row] = buffers.take(row, member) }
  }

  /// Largest absolute advantage of a member so far.
  func maximum(of member: Int) -> Double { buffers.maximum[member] }
}

/// Three inner products of rewards r and noise z.
struct RewardSquares {
  var rr = 0.0
  var rz = 0.0
  var zz = 0.0
}

/// What a panel needs of one group.
struct AffineGroup {
  private(set) var rewards: [Double]
  private(set) var noise: [Double]
  private(set) var rewardGradient: [Double]
  private(set) var noiseGradient: [Double]
  /// Of the (centred) rewards and noise.
  private(set) var squares = RewardSquares()
  /// Of g_r and g_z.
  private(set) var gradientSquares = RewardSquares()
  /// k . g_r, k . g_z and k . k with the penalty k.
  private(set) var penaltyProducts = RewardSquares()

  init(size: Int, parameterCount: Int) {
    rewards = Array(repeating: 0, count: size)
    noise = rewards
    rewardGradient = Array(repeating: 0, count: parameterCount)
    noiseGradient = rewardGradient
  }

  mutating func load(
    _ sampler: GroupSampler, dither: Int, rows: SparseRows, penalty: [Double]?, isCentred: Bool
  ) {
    for i in rewards.indices {
      rewards[i] = sampler.rewards[i]
      noise[i] = sampler.noises[dither][i]
    }
    if isCentred {
      centre(&rewards)
      centre(&noise)
      if sampler.isSilent { for i in rewards.indices { rewards[i] = 0 } }
    }
    squares = products(rewards, noise)
    for j in rewardGradient.indices {
      rewardGradient[j] = 0
      noiseGradient[j] = 0
    }
    let share = 1 / Double(rewards.count)
    for i in rewards.indices {
      rows.add(sampler.outcomes[i], scale: share * rewards[i], to: &rewardGradient)
      rows.add(sampler.outcomes[i], scale: share * noise[i], to: &noiseGradient)
    }
    gradientSquares = products(rewardGradient, noiseGradient)
    guard let penalty else { return }
    penaltyProducts = RewardSquares(
      rr: dot(penalty, rewardGradient), rz: dot(penalty, noiseGradient), zz: dot(penalty, penalty))
  }

  private func centre(_ values: inout [Double]) {
    var sum = 0.0
    for value in values { sum += value }
    let mean = sum / Double(values.count)
    for i in values.indices { values[i] -= mean }
  }

  private func products(_ r: [Double], _ z: [Double]) -> RewardSquares {
    RewardSquares(rr: dot(r, r), rz: dot(r, z), zz: dot(z, z))
  }
}
