import Analysis
import ArgumentParser

/// Probabilities of a correct completion, as a list or range.
struct PassRateGrid {
  let values: [Double]

  /// Values known to be probabilities.
  init(values: [Double]) { self.values = values }

  init(_ text: String) throws {
    values = try NumberGrid(text) { value in
      guard 0...1 ~= value else { throw ValidationError("a pass rate lies in 0...1") }
    }.values
  }
}
