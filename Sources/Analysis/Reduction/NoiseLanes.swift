import GRPO
import GSL

/// Groups drawn completion by completion, seen by eight settings at once: what `GroupEvaluator` does one setting after
/// another, clamps and active clips included.
///
/// Its settings share their noise and the form of their advantages,
///
///     A = clamp(w d),   d = x - mean x (or x),   w = numerator / (norm(d) + offset)   or   w = numerator
///
/// with x = r + sigma z. Differences from the first completion are taken of rewards and of noise apart, so that equal
/// rewards without noise have advantages of exactly 0.
final class NoiseLanes {

  /// Positions of the settings in the simulation.
  let members: [Int]
  private let key: PanelKey
  /// Place of their noise among those drawn.
  let dither: Int
  private let chunks: Int
  private let parameterCount: Int
  private let positive: LaneRows
  /// nil where the sign of an advantage does not matter.
  private let negative: LaneRows?
  /// By outcome; nil where rows are single completions.
  private let spreads: [Double]?
  private let sigma, numerator, offset, limit: Buffer<SIMD8<Double>>
  /// d of each completion, chunk by chunk; the norms; the gradient of a chunk.
  private let deviations, norms, gradient: Buffer<SIMD8<Double>>
  /// For each chunk the sums of g, of norm(g)^2 and of the largest advantages.
  private let sums: Buffer<SIMD8<Double>>
  private let maxima: Buffer<SIMD8<Double>>

  init(_ problem: Problem, key: PanelKey, members: [Int], settings: [Setting]) {
    self.members = members
    self.key = key
    dither = key.dither
    parameterCount = problem.parameterCount
    chunks = (members.count + 7) / 8
    positive = LaneRows(problem.positive)
    negative = problem.negative.map { LaneRows($0) }
    spreads = problem.positive.hasSpread ? problem.positive.spreads : nil
    func lanes(_ value: Double, _ count: Int) -> Buffer<SIMD8<Double>> {
      Buffer(repeating: SIMD8<Double>(repeating: value), count: count)
    }
    sigma = lanes(0, chunks)
    numerator = lanes(0, chunks)
    offset = lanes(0, chunks)
    limit = lanes(.infinity, chunks)
    norms = lanes(0, chunks)
    maxima = lanes(0, chunks)
    deviations = lanes(0, chunks * settings[0].groupSize)
    gradient = lanes(0, parameterCount)
    sums = lanes(0, chunks * (parameterCount + 2))
    for (m, member) in members.enumerated() {
      let setting = settings[member]
      let scale = AdvantageScale(setting.unclamped, unit: 1)
      sigma[m / 8][m % 8] = setting.sigma
      numerator[m / 8][m % 8] = scale.numerator
      offset[m / 8][m % 8] = scale.offset
      limit[m / 8][m % 8] = setting.advantage.clamp ?? .infinity
    }
  }

  /// Adds a group, or one of the images of its noise.
  ///
  /// - Parameters:
  ///   - penalty: its penalty, P numbers.
  ///   - sign: of the image of the noise.
  ///   - weight: what it counts, half for one of two images.
  func add(
    outcomes: [Int], rewards: [Double], noises: [Double], penalty: [Double]?, sign: Double,
    weight: Double
  ) {
    let size = outcomes.count
    if key.isDivided || key.isCentred {
      for chunk in 0..<chunks { centre(chunk, rewards, noises, sign: sign) }
    } else {
      for chunk in 0..<chunks {
        let target = deviations.pointer(at: chunk * size, length: size)
        let scale = sigma[chunk] * sign
        for i in 0..<size { target[i] = scale * noises[i] + rewards[i] }
      }
    }
    if key.isDivided { takeSquareRoots(norms.pointer(length: chunks), count: chunks) }
    for chunk in 0..<chunks {
      addGradient(chunk, outcomes, penalty: penalty, weight: weight)
    }
  }

  private func centre(_ chunk: Int, _ rewards: [Double], _ noises: [Double], sign: Double) {
    let size = rewards.count
    let target = deviations.pointer(at: chunk * size, length: size)
    let scale = sigma[chunk] * sign
    let (reward, noise) = (rewards[0], noises[0])
    var sum = SIMD8<Double>.zero
    for i in 0..<size {
      let x = scale * (noises[i] - noise) + (rewards[i] - reward)
      target[i] = x
      sum = sum + x
    }
    let mean = sum / Double(size)
    var square = SIMD8<Double>.zero
    for i in 0..<size {
      let d = target[i] - mean
      target[i] = d
      square = square + d * d
    }
    norms[chunk] = square
  }

  private func addGradient(
    _ chunk: Int, _ outcomes: [Int], penalty: [Double]?, weight: Double
  ) {
    let (size, p) = (outcomes.count, parameterCount)
    let deviations = deviations.pointer(at: chunk * size, length: size)
    let gradient = gradient.pointer(length: p)
    for j in 0..<p { gradient[j] = SIMD8<Double>(repeating: penalty?[j] ?? 0) }
    let (scale, limit) = (self.scale(chunk), limit[chunk])
    let share = 1 / Double(size)
    let (positive, negative) = (positive.view, negative?.view)
    var largest = SIMD8<Double>.zero
    var square = SIMD8<Double>.zero
    for i in 0..<size {
      let advantage = LaneSigns.clamped(scale * deviations[i], limit)
      largest = LaneSigns.larger(largest, LaneSigns.magnitude(advantage))
      let part = advantage * share
      // What many completions in a row add to the square of their mean.
      if let spreads { square = square + part * part * spreads[outcomes[i]] }
      guard let negative else {
        positive.add(outcomes[i], part, to: gradient)
        continue
      }
      positive.add(outcomes[i], LaneSigns.positivePart(part), to: gradient)
      negative.add(outcomes[i], LaneSigns.negativePart(part), to: gradient)
    }
    let sums = sums.pointer(at: chunk * (p + 2), length: p + 2)
    for j in 0..<p {
      square = square + gradient[j] * gradient[j]
      sums[j] = sums[j] + gradient[j] * weight
    }
    sums[p] = sums[p] + square * weight
    sums[p + 1] = sums[p + 1] + largest * weight
    maxima[chunk] = LaneSigns.larger(maxima[chunk], largest)
  }

  /// w, and 0 where that is 0/0: a silent group without noise.
  private func scale(_ chunk: Int) -> SIMD8<Double> {
    guard key.isDivided else { return numerator[chunk] }
    let denominator = norms[chunk] + offset[chunk]
    return LaneSigns.kept(numerator[chunk] / denominator, where: denominator)
  }

  /// Moves the sums of one member out, ready for the next block; returns the largest absolute advantage since the last.
  func takeSums(of member: Int, into block: inout [Double]) -> Double {
    let (chunk, lane) = (member / 8, member % 8)
    let own = sums.pointer(at: chunk * (parameterCount + 2), length: parameterCount + 2)
    for j in 0..<parameterCount {
      block[j] = own[j][lane]
      own[j][lane] = 0
    }
    block[parameterCount + MomentIndex.square] = own[parameterCount][lane]
    block[parameterCount + MomentIndex.largest] = own[parameterCount + 1][lane]
    (own[parameterCount][lane], own[parameterCount + 1][lane]) = (0, 0)
    defer { maxima[chunk][lane] = 0 }
    return maxima[chunk][lane]
  }
}

extension NoiseLanes {
  /// The settings that can stand side by side, by what they share, and the others.
  static func partition(
    _ settings: [Setting], _ problem: Problem, units: [Double]
  ) -> (lanes: [(key: PanelKey, members: [Int])], others: [Int]) {
    let dithers = DitherTable(settings).index
    var (keys, byKey, others) = ([PanelKey](), [PanelKey: [Int]](), [Int]())
    for (s, setting) in settings.enumerated() {
      guard let key = key(setting, problem, dither: dithers[s]), units[s] == 1 else {
        others.append(s)
        continue
      }
      if byKey[key] == nil { keys.append(key) }
      byKey[key, default: []].append(s)
    }
    return (keys.map { ($0, byKey[$0]!) }, others)
  }

  /// Sizes of rewards and noise of which squares, and squares of differences, are ordinary numbers.
  private static let sizes = 1e-30...1e30

  private static func key(_ setting: Setting, _ problem: Problem, dither: Int) -> PanelKey? {
    let levels = problem.levels
    let range = levels[levels.count - 1] - levels[0]
    // Noise far below the rewards, and what may tie, is kept apart from them (`DitheredGroup`).
    guard problem.positive.sharing == nil, setting.ties(levels: levels) == nil,
      range == 0 || sizes.contains(range),
      setting.sigma == 0 || (sizes.contains(setting.sigma) && setting.sigma > 0x1p-20 * range),
      setting.advantage.ignoresShift || setting.origin(levels: levels) == 0
    else { return nil }
    let key = PanelKey(setting.unclamped, dither: dither)
    return key?.usesBatch == true ? nil : key
  }
}

extension Setting {
  fileprivate var unclamped: Setting {
    var setting = self
    setting.advantage.clamp = nil
    return setting
  }
}

/// The vectors of all outcomes in memory that loops read without counting references.
private final class LaneRows {
  private let offsets: Buffer<Int>
  private let indices: Buffer<Int32>
  private let values: Buffer<Double>
  /// Looks into this table, which must outlive it.
  let view: View

  init(_ rows: SparseRows) {
    offsets = Buffer(rows.offsets)
    indices = Buffer(rows.indices)
    values = Buffer(rows.values)
    view = View(
      offsets: offsets.pointer(length: offsets.count),
      indices: indices.pointer(length: indices.count),
      values: values.pointer(length: values.count))
  }

  struct View {
    fileprivate let offsets: UnsafePointer<Int>
    fileprivate let indices: UnsafePointer<Int32>
    fileprivate let values: UnsafePointer<Double>

    fileprivate init(
      offsets: UnsafePointer<Int>, indices: UnsafePointer<Int32>, values: UnsafePointer<Double>
    ) {
      (self.offsets, self.indices, self.values) = (offsets, indices, values)
    }

    /// Adds `scale * vector(row)`, eight scales at a time.
    @inline(__always)
    func add(_ row: Int, _ scale: SIMD8<Double>, to target: UnsafeMutablePointer<SIMD8<Double>>) {
      for j in offsets[row]..<offsets[row + 1] {
        let place = Int(indices[j])
        target[place] = target[place] + scale * values[j]
      }
    }
  }
}
