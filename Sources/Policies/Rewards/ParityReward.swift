/// A reward that depends on all tokens jointly: 1 when their sum is even, else 0.
struct ParityReward {
  func value(of tokens: [Int]) -> Double { tokens.reduce(0, +).isMultiple(of: 2) ? 1 : 0 }
}
