import GRPO
import GSL

/// Points of the Sobol sequence, shifted digit by digit at random: each is uniform on the cube, and
/// together they keep the balance of the sequence (L'Ecuyer and Lemieux 2002).
struct ShiftedPoints {
  private let sequence: QuasiRandomSequence
  private var shift: [UInt64]
  private(set) var point: [Double]

  /// - Throws: `AnalysisError` beyond forty dimensions.
  init(dimension: Int) throws {
    guard dimension <= QuasiRandomSequence.largestDimension else {
      throw AnalysisError(
        "sobol: at most \(QuasiRandomSequence.largestDimension) random numbers per group, "
          + "this needs \(dimension)")
    }
    sequence = try QuasiRandomSequence(dimension: dimension)
    point = Array(repeating: 0, count: dimension)
    shift = Array(repeating: 0, count: dimension)
  }

  /// Starts the sequence again, under a new shift of 52 bits per coordinate.
  mutating func restart(using stream: inout RandomStream) {
    sequence.restart()
    for i in shift.indices { shift[i] = stream.nextWord() >> 12 }
  }

  /// Moves to the next point, strictly inside the cube.
  mutating func advance() {
    sequence.next(into: &point)
    for i in point.indices {
      // Points are multiples of 2^-30 and 53 digits are exact: never 0 or 1, where quantiles are
      // infinite.
      let digits = UInt64(point[i] * 0x1p52) ^ shift[i]
      point[i] = (Double(digits) + 0.5) * 0x1p-52
    }
  }

  /// Random numbers that a group spends: outcomes, then noise, which all dithers share.
  static func dimension(groupSize: Int, dithers: [Dither]) -> Int {
    groupSize * (1 + (dithers.map(\.drawsPerCompletion).max() ?? 0))
  }
}

extension Dither {
  /// Random numbers behind the noise of one completion.
  var drawsPerCompletion: Int { family == .none ? 0 : components.count }

  /// Fills noise of variance 1 from uniform numbers, completion by completion.
  func fill(_ noise: inout [Double], from uniforms: ArraySlice<Double>) throws {
    var next = uniforms.startIndex
    for i in noise.indices {
      noise[i] = 0
      for component in components where family != .none {
        noise[i] += component * (try family.quantile(uniforms[next]))
        next += 1
      }
    }
  }
}
