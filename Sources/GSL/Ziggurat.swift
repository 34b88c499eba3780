internal import CGSL
internal import RealModule

/// Normal variates by the ziggurat method (Marsaglia and Tsang 2000) as GSL has it, bit for bit the
/// numbers of `gsl_ran_gaussian_ziggurat` over the same words.
///
/// The area under f(x) = exp(-x^2 / 2), x > 0, is covered by 128 layers of equal area v. Layer
/// i < 127 is the box of width x_(i+1) between the heights f(x_i) and f(x_(i+1)), x_0 = 0; layer 127
/// is the box of height f(r), r = x_127, and beyond it the majorant exp(-r (x - r/2)), of area
/// f(r) / r. With v = f(r) (r + 1/r) the top closes at f(0) = 1 for r = 3.444286476761. Of a word
/// the low 7 bits are the layer, the next the sign and the next 24 the place in the box.
///
/// Sendable unchecked: its memory is written to by `init` only.
struct Ziggurat: @unchecked Sendable {
  /// A layer on one side of 0, what decides at once: as `redit_layer` has it.
  struct Layer {
    /// The width of the box over 2^24, negative to the left.
    var step: Double
    /// Places below are under the curve at any height.
    var inside: Int64
  }

  /// Made once, for the life of the process.
  static let standard = Ziggurat()

  private static let layerCount = 128
  /// r to the twelve digits that GSL computes the tail with.
  private static let tail = 3.44428647676

  /// Layers to the left, then layers to the right: 4 kB.
  let layers: UnsafeMutablePointer<Layer>
  /// f(x_i) to twelve digits.
  let heights: UnsafeMutablePointer<Double>

  /// Computes the tables, in memory that is not freed.
  init() {
    let count = Self.layerCount
    layers = .allocate(capacity: 2 * count)
    heights = .allocate(capacity: count)
    let (edges, values) = Self.edges()
    for i in 0..<count {
      let step = Self.rounded(edges[i + 1] * 0x1p-24)
      let inside = Int64(edges[i] / edges[i + 1] * 0x1p24)
      (layers + i).initialize(to: Layer(step: -step, inside: inside))
      (layers + count + i).initialize(to: Layer(step: step, inside: inside))
      (heights + i).initialize(to: Self.rounded(values[i]))
    }
  }

  /// x_0 to x_127 and the width v / f(r) of the box of layer 127; f of the former.
  private static func edges() -> (edges: [Double], values: [Double]) {
    var (low, high) = (tail - 1e-9, tail + 1e-9)
    while true {
      let middle = 0.5 * (low + high)
      let (edges, values, top) = edges(from: middle)
      if middle == low || middle == high { return (edges, values) }
      // A wider base has less area, and the top closes lower.
      if top > 1 { low = middle } else { high = middle }
    }
  }

  private static func edges(
    from r: Double
  ) -> (edges: [Double], values: [Double], top: Double) {
    var edges = [Double](repeating: 0, count: layerCount + 1)
    var values = [Double](repeating: 1, count: layerCount)
    let base = Double.exp(-0.5 * r * r)
    let area = base * (r + 1 / r)
    (edges[layerCount - 1], edges[layerCount]) = (r, area / base)
    values[layerCount - 1] = base
    for i in stride(from: layerCount - 2, to: 0, by: -1) {
      values[i] = values[i + 1] + area / edges[i + 1]
      edges[i] = (-2 * Double.log(values[i])).squareRoot()
    }
    return (edges, values, values[1] + area / edges[1])
  }

  /// The double nearest to the first twelve decimal digits of `x`, 1e-11 < x <= 1.
  private static func rounded(_ x: Double) -> Double {
    // Powers of ten up to 10^22 are doubles, and so are whole numbers of twelve digits: their
    // quotient is rounded once.
    var power = 1.0
    while x * power < 1e11 { power *= 10 }
    return (x * power).rounded() / power
  }

  /// A standard normal variate.
  @inline(__always)
  func draw<Words: ZigguratWords>(_ words: inout Words) -> Double {
    while true {
      let word = words.next()
      let layer = Int(truncatingIfNeeded: word & 0xFF)
      let place = Int64(truncatingIfNeeded: word >> 8 & 0xFF_FFFF)
      let x = Double(place) * layers[layer].step
      if place < layers[layer].inside { return x }
      // Once in 40 draws.
      if let found = words.edge(self, x, layer) { return found }
    }
  }

  /// The variate of a place that may lie above the curve; nil where it does.
  @inline(__always)
  func edge(_ x: Double, _ layer: Int, uniform: () -> Double) -> Double? {
    let i = layer % Self.layerCount
    guard i == Self.layerCount - 1 else {
      let u = uniform()
      let y = heights[i + 1] + (heights[i] - heights[i + 1]) * u
      return y < .exp(-0.5 * x * x) ? x : nil
    }
    let r = Self.tail
    let u = 1 - uniform()
    let v = uniform()
    let far = r - .log(u) / r
    let y = .exp(-r * (far - 0.5 * r)) * v
    guard y < .exp(-0.5 * far * far) else { return nil }
    return layer < Self.layerCount ? -far : far
  }
}
