import Policies

/// The rows of a policy whose tokens depend on their position and the token before (`Policy.transition`).
struct TransitionTable {
  let vocabulary: Int
  let length: Int
  /// Row 0 is that of the first position; then come V rows for each later one, in the order of the token before.
  let rows: [[TokenTransition]]

  /// nil for any other policy.
  init?(_ policy: any Policy) {
    guard policy.transition(position: 0, previous: 0, token: 0) != nil else { return nil }
    let vocabulary = policy.vocabulary
    (self.vocabulary, length) = (vocabulary, policy.length)
    rows = (0..<policy.length).flatMap { position in
      (0..<(position == 0 ? 1 : vocabulary)).map { previous in
        (0..<vocabulary).map {
          policy.transition(position: position, previous: previous, token: $0)!
        }
      }
    }
  }

  /// Calls `body` with the tokens of an outcome in turn.
  @inline(__always)
  func forEach(
    of outcome: Int, _ body: (_ position: Int, _ row: Int, _ token: Int) -> Void
  ) {
    var place = 1
    for _ in 1..<length { place *= vocabulary }
    var (rest, previous) = (outcome, 0)
    for position in 0..<length {
      let token = rest / place
      body(position, position == 0 ? 0 : 1 + (position - 1) * vocabulary + previous, token)
      rest -= token * place
      previous = token
      place = max(1, place / vocabulary)
    }
  }
}
