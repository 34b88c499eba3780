/// A reward rule as a walk over the tokens of a completion: what the tokens so far have to do with the reward
/// is one of few states.
///
/// A completion that an end token cuts short stays in the state that this token led to.
package struct RewardWalk: Sendable {
  /// The number of states; the walk starts in `start`.
  let stateCount: Int
  package let start: Int
  private let step: @Sendable (_ state: Int, _ position: Int, _ token: Int) -> Int
  private let value: @Sendable (_ state: Int) -> Double

  /// nil for explicit rewards, which are known by outcome and not by tokens.
  ///
  /// - Parameter rule: one that fits the policy whose tokens are walked over.
  package init?(_ rule: RewardRule) {
    switch rule {
    case .target(let target):
      // 0 as long as all tokens are the target's, 1 ever after.
      self.init(
        stateCount: 2, start: 0, step: { $0 == 0 && $2 == target[$1] ? 0 : 1 },
        value: { $0 == 0 ? 1 : 0 })
    case .parity:
      self.init(
        stateCount: 2, start: 0, step: { state, _, token in (state + token) % 2 },
        value: { $0 == 0 ? 1 : 0 })
    case .prefix(let target):
      // The number of matches after a mismatch, and the length of the target before any.
      let n = target.count
      self.init(
        stateCount: n + 1, start: n,
        step: { state, position, token in
          state < n ? state : token == target[position] ? n : position
        }, value: { Double($0) / Double(n) })
    case .components(let target): self.init(ComponentReward(target: target))
    case .table, .vectors: return nil
    }
  }

  /// Matches of the format, whether the first token is one, and what the last token is worth.
  private init(_ reward: ComponentReward) {
    let (target, last) = (reward.target, reward.formatLength)
    @Sendable func number(_ matches: Int, _ isOpened: Bool, _ answer: ComponentReward.Answer) -> Int
    {
      (2 * matches + (isOpened ? 1 : 0)) * 3 + answer.rawValue
    }
    self.init(
      stateCount: 6 * (last + 1), start: number(0, false, .wrong),
      step: { state, position, token in
        let (matches, isOpened) = (state / 6, state / 3 % 2 == 1)
        guard position < last else {
          return number(matches, isOpened, .init(token, expected: target[last]))
        }
        let isMatch = token == target[position]
        return number(
          matches + (isMatch ? 1 : 0), isOpened || position == 0 && isMatch, .wrong)
      },
      value: { state in
        reward.values(
          answer: .init(rawValue: state % 3)!, matches: state / 6, isOpened: state / 3 % 2 == 1
        ).reduce(0, +)
      })
  }

  private init(
    stateCount: Int, start: Int, step: @escaping @Sendable (Int, Int, Int) -> Int,
    value: @escaping @Sendable (Int) -> Double
  ) {
    (self.stateCount, self.start) = (stateCount, start)
    (self.step, self.value) = (step, value)
  }

  /// The state after a token.
  package func next(_ state: Int, position: Int, token: Int) -> Int { step(state, position, token) }

  /// The reward of a completion that ends in a state; the bits of `RewardRule.rewards(for:)`.
  package func reward(_ state: Int) -> Double { value(state) }
}
