/// The words of a row while it is read: fixed ones first, then one for every column that may be a
/// reward.
enum Slot {
  static let line = 0
  static let step = 1
  static let group = 2
  static let sample = 3
  static let prompt = 4
  static let completion = 5
  static let length = 6
  static let advantage = 7
  static let columns = 8

  /// The step of a row that has none.
  static let noStep = UInt64(bitPattern: Int64.min)
}
