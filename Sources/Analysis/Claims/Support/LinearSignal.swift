import GRPO

/// The signal-to-noise ratio of advantages that are linear in the rewards, in closed form.
///
/// Leave-one-out gradients are U-statistics with the kernel `h = (r - r')(s - s') / 2`, so by Hoeffding
///
///     tr Cov g(0) = 2 / (G (G-1)) [2 (G-2) zeta1 + zeta2]
///     zeta1 = (E norm((r - V) s)^2 - norm(grad V)^2) / 4,   zeta2 = E norm(h)^2 - norm(grad V)^2
struct LinearSignal {
  private let signal: Double
  private let trace: Double
  private let addedTrace: Double

  /// - Parameter noiseFactor: c of claim AddedVariance.
  init(_ problem: Problem, _ kind: AdvantageKind, groupSize: Int, noiseFactor: Double) {
    let moments = PairMoments(problem)
    let g = Double(groupSize)
    let square = dot(problem.valueGradient, problem.valueGradient)
    // The gradient of mean advantages is (G-1)/G that of leave-one-out, group by group.
    let shrink = kind == .mean ? (g - 1) / g : 1
    signal = shrink * shrink * square
    // 2 (G-2) zeta1 + zeta2.
    let pairs = 2 * (g - 2) * (moments.centred - square) / 4 + moments.kernel - square
    trace =
      kind == .reinforce
      ? (moments.plain - square) / g : shrink * shrink * 2 / (g * (g - 1)) * pairs
    addedTrace = noiseFactor * moments.information
  }

  func ratio(sigma: Double) -> Double { signal / (trace + sigma * sigma * addedTrace) }
}

/// Means over one or two outcomes: E norm(r s)^2, E norm((r - V) s)^2, E norm(h)^2, E norm(s)^2.
private struct PairMoments {
  var plain = 0.0
  var centred = 0.0
  var kernel = 0.0
  var information = 0.0

  init(_ problem: Problem) {
    let (pi, r) = (problem.probabilities, problem.rewards)
    let scores = pi.indices.map { problem.score(of: $0) }
    for a in pi.indices {
      let square = dot(scores[a], scores[a])
      plain += pi[a] * r[a] * r[a] * square
      centred += pi[a] * (r[a] - problem.value) * (r[a] - problem.value) * square
      information += pi[a] * square
      for b in pi.indices {
        let gap = zip(scores[a], scores[b]).map(-)
        kernel += pi[a] * pi[b] * (r[a] - r[b]) * (r[a] - r[b]) * dot(gap, gap) / 4
      }
    }
  }
}
