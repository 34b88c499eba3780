/// What is wrong with a record, before its place is known.
enum RecordFault: Error {
  /// The bytes end within the record.
  case cut
  /// The bytes are no record.
  case broken(StaticString)
  /// A column does not hold what it should; its index in the plan.
  case column(Int, StaticString)
}
