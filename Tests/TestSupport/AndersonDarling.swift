import GSL
import RealModule

/// The Anderson-Darling test of a fully specified standard normal law (Anderson and Darling 1954).
public enum AndersonDarling {
  /// Exceeded with probability .001 by a standard normal sample.
  public static let critical001 = 5.969

  /// A^2 of a sample; sensitive in the tails.
  public static func statistic(_ sample: [Double]) throws -> Double {
    let normal = NormalDistribution()
    let sorted = sample.sorted()
    let n = sorted.count
    var sum = 0.0
    for i in 0..<n {
      let lower = Double.log(normal.cumulative(sorted[i]))
      let upper = Double.log(normal.upperTail(sorted[n - 1 - i]))
      sum += Double(2 * i + 1) * (lower + upper)
    }
    return -Double(n) - sum / Double(n)
  }
}
