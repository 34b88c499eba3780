import RealModule

/// The mean of a sample and its standard error, to be held against a reference.
struct SampleMean {
  let mean: Double
  let standardError: Double

  init(_ sample: [Double]) {
    let count = Double(sample.count)
    let mean = sample.reduce(0, +) / count
    let squares = sample.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    self.mean = mean
    standardError = .sqrt(squares / (count - 1) / count)
  }

  func z(_ reference: Double) -> Double { (mean - reference) / standardError }

  /// What a failed comparison prints; an error of 10 standard errors is sure to be seen.
  func report(_ reference: Double) -> String {
    "z \(z(reference)), estimate \(mean), reference \(reference), standard error \(standardError),"
      + " smallest detectable effect \(10 * standardError)"
  }
}
