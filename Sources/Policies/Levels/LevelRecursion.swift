import RealModule

/// The forward and backward sums of `RewardLevels`.
struct LevelRecursion {
  /// Rewards that some completion has, in increasing order.
  let levels: [Double]

  private let vocabulary: Int
  private let length: Int
  private let endToken: Int?
  private let table: SoftmaxTable
  /// Reward by state after the last token; nil for states that no completion ends in.
  private let rewards: [Double?]
  private let stateCount: Int
  /// By position, state and token: the state after it.
  private let next: [Int32]
  /// By number of tokens: the states of completions that have not ended, each with those that may come next.
  private let reached: [[(state: Int, next: [Int])]]
  /// a_t(q, y) by t, q, y; at t = 0 the token before counts as 0.
  private let forward: [Double]
  /// norm(e_y - p)^2 of each logit.
  private let tokenSquares: [Double]

  /// The moments of one level.
  struct Moments {
    let probability: Double
    let score: [Double]
    let square: Double
  }

  init(_ policy: SequencePolicy, _ walk: RewardWalk) {
    let (v, t, q) = (policy.vocabulary, policy.length, walk.stateCount)
    (vocabulary, length, endToken) = (v, t, policy.endToken)
    (table, stateCount) = (policy.table, q)
    var next = [Int32](repeating: 0, count: t * q * v)
    var reached: [[(state: Int, next: [Int])]] = []
    var (states, ends) = ([walk.start], Set<Int>())
    for position in 0..<t {
      var after: Set<Int> = []
      var known: [(state: Int, next: [Int])] = []
      for state in states {
        var own: Set<Int> = []
        for token in 0..<v {
          let then = walk.next(state, position: position, token: token)
          next[(position * q + state) * v + token] = Int32(then)
          let isEnd = token == policy.endToken
          if isEnd || position == t - 1 { ends.insert(then) }
          // What comes after an end is no concern of the rule.
          if !isEnd { after.insert(then) }
          own.insert(then)
        }
        known.append((state, own.sorted()))
      }
      reached.append(known)
      states = after.sorted()
    }
    rewards = (0..<q).map { ends.contains($0) ? walk.reward($0) : nil }
    levels = Set(rewards.compactMap(\.self)).sorted()
    (self.next, self.reached) = (next, reached)
    forward = Self.forward(policy, next: next, reached: reached, start: walk.start)
    tokenSquares = policy.table.tokenSquares
  }

  private static func forward(
    _ policy: SequencePolicy, next: [Int32], reached: [[(state: Int, next: [Int])]], start: Int
  ) -> [Double] {
    let (v, t) = (policy.vocabulary, policy.length)
    let q = next.count / (t * v)
    var forward = [Double](repeating: 0, count: (t + 1) * q * v)
    forward[start * v] = 1
    let p = policy.table.probabilities
    for position in 0..<t {
      for (state, _) in reached[position] {
        for before in 0..<v {
          let mass = forward[(position * q + state) * v + before]
          // An ended completion stays where it is: nothing follows.
          guard mass > 0, position == 0 || before != policy.endToken else { continue }
          let row = policy.table.row(position: position, previous: before) * v
          for token in 0..<v {
            let then = Int(next[(position * q + state) * v + token])
            forward[((position + 1) * q + then) * v + token] += mass * p[row + token]
          }
        }
      }
    }
    return forward
  }

  /// The moments of a level.
  func moments(of level: Double) -> Moments {
    let (v, q) = (vocabulary, stateCount)
    // b by state and token, after one token more and one less; of all states but the active ones 0.
    var backward = [Double](repeating: 0, count: q * v)
    var before = backward
    let ends = (0..<q).filter { rewards[$0] == level }
    for state in ends { for token in 0..<v { backward[state * v + token] = 1 } }
    var (active, old) = (ends, [Int]())
    var isActive = [Bool](repeating: false, count: q)
    for state in ends { isActive[state] = true }
    var score = [Double](repeating: 0, count: table.logits.count)
    var square = 0.0
    for position in (0..<length).reversed() {
      for state in old { for token in 0..<v { before[state * v + token] = 0 } }
      old.removeAll(keepingCapacity: true)
      if let endToken {
        for state in ends { before[state * v + endToken] = 1 }
        old = ends
      }
      for (state, next) in reached[position] where next.contains(where: { isActive[$0] }) {
        old.append(state)
        for previous in 0..<(position == 0 ? 1 : v) where position == 0 || previous != endToken {
          before[state * v + previous] = add(
            position, state, previous, backward, to: &score, square: &square)
        }
      }
      swap(&backward, &before)
      swap(&active, &old)
      for state in old { isActive[state] = false }
      for state in active { isActive[state] = true }
    }
    let probability = backward[reached[0][0].state * v]
    let scale = probability > 0 ? 1 / probability : 0
    // The probability of a level may underflow: its means are then 0, not 0/0.
    return Moments(
      probability: probability, score: score.map { $0 * scale }, square: square * scale)
  }

  /// Adds what a position has of `P(R = r) E[s | R = r]` and of the square, for a state and a token before it;
  /// returns b.
  ///
  /// Scores of different positions are orthogonal, and `E[s; R = r] = sum a p (b' - b)` in the row.
  private func add(
    _ position: Int, _ state: Int, _ previous: Int, _ after: [Double], to score: inout [Double],
    square: inout Double
  ) -> Double {
    let v = vocabulary
    let row = table.row(position: position, previous: previous) * v
    let steps = (position * stateCount + state) * v
    var (sum, top) = (0.0, 0)
    for token in 0..<v {
      sum += table.probabilities[row + token] * after[Int(next[steps + token]) * v + token]
      if table.probabilities[row + token] > table.probabilities[row + top] { top = token }
    }
    let mass = forward[(position * stateCount + state) * v + previous]
    guard mass > 0 else { return sum }
    // They sum to 0 over the row: the likeliest token has what the others leave, or it would have the rounding
    // of a difference of nearly equal numbers.
    var others = 0.0
    let own = after[Int(next[steps + top]) * v + top]
    // b' - b of the others, with b - b' of the likeliest taken from differences as well.
    var shift = 0.0
    for token in 0..<v where token != top {
      shift +=
        table.probabilities[row + token] * (after[Int(next[steps + token]) * v + token] - own)
    }
    for token in 0..<v {
      let p = table.probabilities[row + token]
      let then = after[Int(next[steps + token]) * v + token]
      square += mass * p * then * tokenSquares[row + token]
      guard token != top else { continue }
      let part = mass * p * ((then - own) - shift)
      score[row + token] += part
      others += part
    }
    score[row + top] -= others
    return sum
  }
}

extension SoftmaxTable {
  /// norm(e_y - p)^2 of each token y of each row, `(1 - p_y)^2` and the squares of the other probabilities.
  fileprivate var tokenSquares: [Double] {
    var result = [Double](repeating: 0, count: probabilities.count)
    for start in stride(from: 0, to: probabilities.count, by: width) {
      // Sums from both ends: a difference from the sum of all would lose the digits of the rare ones.
      var sum = 0.0
      for index in start..<start + width {
        result[index] = sum
        sum += probabilities[index] * probabilities[index]
      }
      sum = 0
      for index in (start..<start + width).reversed() {
        let rest = Double.expMinusOne(logProbabilities[index])
        result[index] += sum + rest * rest
        sum += probabilities[index] * probabilities[index]
      }
    }
    return result
  }
}
