/// A graded reward: the share of the positions before the first mismatch with the target.
///
/// The levels are 0, 1/T, ..., 1 with T the length of the target.
struct PrefixReward {
  let target: [Int]

  func value(of tokens: [Int]) -> Double {
    Double(commonPrefixLength(tokens, target)) / Double(target.count)
  }
}

/// The number of leading positions at which two sequences agree.
func commonPrefixLength(_ left: some Collection<Int>, _ right: some Collection<Int>) -> Int {
  zip(left, right).prefix { $0 == $1 }.count
}
