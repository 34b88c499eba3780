import Testing

/// The deviation of a sample mean from its expectation, in standard errors of the exact law.
struct ZScore: CustomStringConvertible {
  /// A correct generator passes 5 but once in 1.7 million tests.
  static let threshold = 5.0

  let name: String
  let estimate: Double
  let expectation: Double
  let standardError: Double

  var value: Double { (estimate - expectation) / standardError }
  var passes: Bool { abs(value) <= Self.threshold }
  var description: String {
    """
    \(name): z = \(value), estimate \(estimate), expected \(expectation), standard error \
    \(standardError), smallest effect refused for sure \(2 * Self.threshold * standardError)
    """
  }

  /// Compares the mean of `values` with a law of known mean and variance.
  init(_ name: String, _ values: some Collection<Double>, mean: Double, variance: Double) {
    let count = Double(values.count)
    self.name = name
    estimate = values.reduce(0, +) / count
    expectation = mean
    standardError = (variance / count).squareRoot()
  }

  func expectToPass(sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(passes, "\(self)", sourceLocation: sourceLocation)
  }
}
