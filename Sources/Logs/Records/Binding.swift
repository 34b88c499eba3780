/// Where the value of a column goes.
struct Binding: Hashable {
  enum Kind: UInt8 {
    /// Nowhere.
    case ignored
    /// A double; what is missing is NaN.
    case number
    /// A whole number.
    case integer
    /// The hash of the value, and the length of a completion.
    case text
    /// The hashes of the first part and of all but the last part of `sample_rollout_output`.
    case splitKey
    /// To the members of an object, by the plan of this number.
    case members
  }

  var kind = Kind.ignored
  var slot = 0
  /// A second place of a hash; 0 is none.
  var also = 0
  /// Whether text instead of a number counts as missing.
  var isLenient = false
}
