/// About how large the advantages of a group are, by what it holds.
protocol AdvantageSizes {
  /// By level; 0 for those that the group does not hold.
  func sizes(_ counts: [Int]) -> [Double]
  /// A completion of a level among typical others: as far from the mean as its level may be.
  func typical(_ level: Int) -> Double
  /// The fourth root of E A^4 over the root of E A^2.
  var fourthRoot: Double { get }
}
