/// Rows of a sweep whose quantity cannot become as precise as asked for, whatever the groups that may be spent.
public struct PrecisionObstacle: Hashable, Sendable {
  /// What was to become precise.
  public let quantity: Quantity
  /// How many rows it cannot in.
  public let rows: Int
  /// How many rows there are.
  public let count: Int
  /// Why, phrases without full stops, each once.
  public let reasons: [String]

  /// `variance of 1 of 4 rows: no standard error of second moment, variance and snr: the noise has moments below 3.0 only`.
  public var text: String {
    "\(quantity.rawValue) of \(rows) of \(count) row\(count == 1 ? "" : "s"): "
      + reasons.joined(separator: "; ")
  }
}
