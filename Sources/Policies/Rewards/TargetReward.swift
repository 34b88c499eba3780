/// The verifiable reward: 1 for exactly the target, else 0.
struct TargetReward {
  let target: [Int]

  func value(of tokens: [Int]) -> Double { tokens == target ? 1 : 0 }
}
