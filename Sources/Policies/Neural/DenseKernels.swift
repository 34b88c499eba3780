import GSL

// The inner loops of the network, on rows whose length is a multiple of 8. Eight columns are kept in
// registers at a time; sums run in a fixed order, so results do not depend on the machine.

/// Eight neighbouring numbers.
typealias Lanes = SIMD8<Double>

@inline(__always)
func load(_ pointer: UnsafePointer<Double>) -> Lanes {
  UnsafeRawPointer(pointer).loadUnaligned(as: Lanes.self)
}

@inline(__always)
func store(_ lanes: Lanes, to pointer: UnsafeMutablePointer<Double>) {
  UnsafeMutableRawPointer(pointer).storeBytes(of: lanes, as: Lanes.self)
}

/// Adds a combination of rows: `target += sum_i weights[i] matrix[i]`.
@inline(__always)
func accumulateRows(
  _ matrix: UnsafePointer<Double>, rows: Int, columns: Int, weights: UnsafePointer<Double>,
  into target: UnsafeMutablePointer<Double>
) {
  for column in stride(from: 0, to: columns, by: 8) {
    var sum = load(target + column)
    for row in 0..<rows { sum += weights[row] * load(matrix + row * columns + column) }
    store(sum, to: target + column)
  }
}

/// Adds the inner product of each row with a vector: `target[i] += matrix[i] . vector`.
@inline(__always)
func accumulateDots(
  _ matrix: UnsafePointer<Double>, rows: Int, columns: Int, vector: UnsafePointer<Double>,
  into target: UnsafeMutablePointer<Double>
) {
  for row in 0..<rows {
    var sum = Lanes.zero
    for column in stride(from: 0, to: columns, by: 8) {
      sum += load(matrix + row * columns + column) * load(vector + column)
    }
    let half = sum.lowHalf + sum.highHalf
    let quarter = half.lowHalf + half.highHalf
    target[row] += quarter[0] + quarter[1]
  }
}

/// Adds an outer product: `matrix[i] += weights[i] vector`.
@inline(__always)
func accumulateOuter(
  _ weights: UnsafePointer<Double>, _ vector: UnsafePointer<Double>, rows: Int, columns: Int,
  into matrix: UnsafeMutablePointer<Double>
) {
  for column in stride(from: 0, to: columns, by: 8) {
    let lanes = load(vector + column)
    for row in 0..<rows {
      let place = matrix + row * columns + column
      store(load(place) + weights[row] * lanes, to: place)
    }
  }
}

/// The activation `h = a / sqrt(1 + a^2)` of a sum a of two vectors, and its slope
/// `dh/da = (1 + a^2)^(-3/2)`.
///
/// The inverse square root unit (arXiv:1710.09967): as smooth and bounded as tanh, and made of
/// operations that every machine rounds alike.
@inline(__always)
func activate(
  _ left: UnsafePointer<Double>, _ right: UnsafePointer<Double>,
  state: UnsafeMutablePointer<Double>, slopes: UnsafeMutablePointer<Double>, count: Int
) {
  for index in stride(from: 0, to: count, by: 8) {
    let input = load(left + index) + load(right + index)
    let inverse = 1 / squareRoots(1 + input * input)
    store(input * inverse, to: state + index)
    store(inverse * inverse * inverse, to: slopes + index)
  }
}
