/// What is wrong with a record, before its place is known.
enum RecordFault: Error {
  /// The bytes end within the record.
  case cut
  /// The bytes are no record.
  case broken(StaticString)
  /// A row of a table has too few or too many cells.
  case uneven
  /// A column does not hold what it should; its index in the plan.
  case column(Int, StaticString)

  /// What is said of a column whose value is beyond all numbers, whatever is asked of it.
  static let infinite: StaticString = "a finite number is expected"

  /// Whether the record is none, as one that is cut off; otherwise a value of it is wrong.
  var isSyntax: Bool {
    switch self {
    case .cut, .broken, .uneven: true
    case .column: false
    }
  }
}
