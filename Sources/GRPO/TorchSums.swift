/// Sums, means and standard deviations of single-precision numbers in the order in which PyTorch takes
/// them on a CPU, bit for bit.
///
/// The order decides what rounding leaves of a group whose rewards are all equal. PyTorch adds eight
/// interleaved partial sums of four chains each (`SumKernel.cpp`; the same with AVX2 and AVX-512), and
/// takes a standard deviation in double precision: by Welford's recurrence along a dimension, by two
/// passes over a whole tensor. Its square root of a single number may be one unit in the last place off
/// where Intel's vector library serves it.
enum TorchSums {
  private static let lanes = 8
  private static let chains = 4

  /// `torch.sum` of contiguous numbers.
  static func sum(_ values: [Float]) -> Float {
    // Shorter than one vector: as along any other dimension.
    guard values.count >= lanes else { return strided(values) }
    let vectors = values.count / lanes
    let partial = (0..<lanes).map { lane in
      strided((0..<vectors).map { values[$0 * lanes + lane] })
    }
    // What no vector holds comes first.
    return partial.reduce(values[(vectors * lanes)...].reduce(0, +), +)
  }

  /// `torch.sum` along a dimension whose numbers are not neighbours: four chains, the rest on the first.
  static func strided(_ values: [Float]) -> Float {
    let rows = values.count / chains
    var sums = [Float](repeating: 0, count: chains)
    for index in 0..<rows * chains { sums[index % chains] += values[index] }
    for value in values[(rows * chains)...] { sums[0] += value }
    return sums.reduce(0, +)
  }

  /// `torch.mean` of contiguous numbers.
  static func mean(_ values: [Float]) -> Float { sum(values) / Float(values.count) }

  /// `torch.std` of a whole tensor: deviations from the mean that single precision holds.
  static func deviation(ofAll values: [Float]) -> Float {
    let mean = Double(mean(values))
    let squares = values.reduce(0.0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
    return Float((squares / Double(values.count - 1)).squareRoot())
  }

  /// `torch.std` along the last of several dimensions.
  static func deviation(ofRow values: [Float]) -> Float {
    let sums = RewardSums(values.map(Double.init))
    return Float((sums.centredSumOfSquares / Double(values.count - 1)).squareRoot())
  }

  /// The square root of the unbiased variance, all in single precision (`nanstd` of TRL and ms-swift).
  static func deviation(inSingle values: [Float], sum: ([Float]) -> Float = sum) -> Float {
    let count = Float(values.count)
    let mean = sum(values) / count
    let variance = sum(values.map { ($0 - mean) * ($0 - mean) }) / count
    return (variance * (count / (count - 1))).squareRoot()
  }

  /// Sum after sum from the first to the last, as by `index_add_`.
  static func inOrder(_ values: [Float]) -> Float { values.reduce(0, +) }
}
