/// The arrays of a panel: one number per setting, or one row of them per coordinate.
///
/// Plain memory, owned here: the loops below are where a simulation spends its time.
final class PanelBuffers {
  let settings: Int
  let coordinates: Int
  let sigma: UnsafeMutablePointer<Double>
  let numerator: UnsafeMutablePointer<Double>
  let slope: UnsafeMutablePointer<Double>
  let offset: UnsafeMutablePointer<Double>
  let maximum: UnsafeMutablePointer<Double>
  private let scale: UnsafeMutablePointer<Double>
  private let largest: UnsafeMutablePointer<Double>
  /// `coordinates` rows of `settings` sums.
  private let sums: UnsafeMutablePointer<Double>
  private let memory: UnsafeMutablePointer<Double>

  init(settings: Int, coordinates: Int) {
    self.settings = settings
    self.coordinates = coordinates
    let size = settings * (7 + coordinates)
    let memory = UnsafeMutablePointer<Double>.allocate(capacity: size)
    memory.initialize(repeating: 0, count: size)
    self.memory = memory
    sigma = memory
    numerator = memory + settings
    slope = memory + 2 * settings
    offset = memory + 3 * settings
    maximum = memory + 4 * settings
    scale = memory + 5 * settings
    largest = memory + 6 * settings
    sums = memory + 7 * settings
  }

  deinit { memory.deallocate() }

  /// scale = a / (b sqrt q + e), and 0 where that is 0/0: a silent group without noise.
  func fillScales(_ squares: RewardSquares) {
    let (rr, rz, zz) = (squares.rr, 2 * squares.rz, squares.zz)
    for s in 0..<settings {
      let q = rr + sigma[s] * (rz + sigma[s] * zz)
      let denominator = slope[s] * (q > 0 ? q : 0).squareRoot() + offset[s]
      scale[s] = denominator > 0 ? numerator[s] / denominator : 0
    }
  }

  func clearScales() {
    for s in 0..<settings { scale[s] = 0 }
  }

  func addSquaredNorms(_ group: AffineGroup, row: Int) {
    let (g, k) = (group.gradientSquares, group.penaltyProducts)
    let target = sums + row * settings
    for s in 0..<settings { target[s] += squaredNorm(s, g, k) }
  }

  /// norm(g)^2 of one setting, with g = scale (g_r + sigma g_z) + k.
  @inline(__always)
  func squaredNorm(_ s: Int, _ g: RewardSquares, _ k: RewardSquares) -> Double {
    let square = g.rr + sigma[s] * (2 * g.rz + sigma[s] * g.zz)
    let cross = k.rr + sigma[s] * k.rz
    return scale[s] * (scale[s] * square + 2 * cross) + k.zz
  }

  /// v . g of one setting, from the products of v with g_r, g_z and k.
  func combination(_ s: Int, reward: Double, noise: Double, penalty: Double) -> Double {
    scale[s] * (reward + sigma[s] * noise) + penalty
  }

  func addGradients(_ group: AffineGroup, penalty: [Double]?) {
    for j in 0..<group.rewardGradient.count {
      let (r, z, k) = (group.rewardGradient[j], group.noiseGradient[j], penalty?[j] ?? 0)
      let target = sums + j * settings
      for s in 0..<settings { target[s] += scale[s] * (r + sigma[s] * z) + k }
    }
  }

  /// The largest absolute advantage of the group, and of the run.
  func addLargest(_ group: AffineGroup, row: Int) {
    for s in 0..<settings { largest[s] = 0 }
    for i in 0..<group.rewards.count {
      let (r, z) = (group.rewards[i], group.noise[i])
      for s in 0..<settings {
        let size = abs(r + sigma[s] * z)
        largest[s] = largest[s] > size ? largest[s] : size
      }
    }
    let target = sums + row * settings
    for s in 0..<settings {
      let value = scale[s] * largest[s]
      target[s] += value
      maximum[s] = maximum[s] > value ? maximum[s] : value
    }
  }

  func add(_ value: Double, row: Int) {
    let target = sums + row * settings
    for s in 0..<settings { target[s] += value }
  }

  /// Reads a sum and sets it to 0.
  func take(_ row: Int, _ setting: Int) -> Double {
    let place = sums + row * settings + setting
    defer { place.pointee = 0 }
    return place.pointee
  }
}
