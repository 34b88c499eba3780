/// The exact quantities of a row side by side, without memory of their own.
package struct ExactValues: Sendable {
  /// By position of the quantity; NaN where it is unknown or undefined.
  package private(set) var numbers = SIMD8<Double>(repeating: .nan)

  init(_ total: borrowing ExactTotal, silentFraction: Double) {
    set(.gradientNorm, total.norm)
    set(.secondMoment, total.secondMoment)
    set(.variance, total.variance)
    set(.signalToNoise, total.signalToNoise)
    set(.cosine, total.cosine)
    set(.silentFraction, silentFraction)
  }

  private mutating func set(_ quantity: Quantity, _ value: Double?) {
    if let value { numbers[quantity.position] = value }
  }

  /// The value of the quantity at a position; it may be infinite.
  package subscript(position: Int) -> Double? {
    let value = numbers[position]
    return value.isNaN ? nil : value
  }
}

extension GradientSummary {
  /// Exact values have standard error 0.
  init(_ exact: ExactValues) {
    for quantity in Quantity.allCases {
      guard let value = exact[quantity.position] else { continue }
      set(quantity, Estimate(mean: value, standardError: 0, count: 0))
    }
  }
}
