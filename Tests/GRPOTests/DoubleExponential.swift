import RealModule

/// Double-exponential quadrature in the test itself, accurate to about 1e-13 for smooth integrands.
enum DoubleExponential {
  /// The integral over `[a, b]`: x = (a+b)/2 + (b-a)/2 tanh(pi/2 sinh t).
  static func integral(from a: Double, to b: Double, of f: (Double) -> Double) -> Double {
    guard a < b else { return 0 }
    let (centre, radius) = ((a + b) / 2, (b - a) / 2)
    return trapezoid(reach: 3.4) { t in
      let u = .pi / 2 * Double.sinh(t)
      let slope = .pi / 2 * Double.cosh(t) / (Double.cosh(u) * Double.cosh(u))
      return radius * slope * f(centre + radius * .tanh(u))
    }
  }

  /// The integral over `[a, infinity)`: x = a + exp(pi/2 sinh t).
  static func integral(from a: Double, of f: (Double) -> Double) -> Double {
    trapezoid(reach: 4.6) { t in
      let x = Double.exp(.pi / 2 * .sinh(t))
      return .pi / 2 * .cosh(t) * x * f(a + x)
    }
  }

  private static func trapezoid(reach: Double, of f: (Double) -> Double) -> Double {
    let step = 1.0 / 64
    let count = Int(reach / step)
    var sum = 0.0
    for index in -count...count { sum += f(step * Double(index)) }
    return step * sum
  }
}
