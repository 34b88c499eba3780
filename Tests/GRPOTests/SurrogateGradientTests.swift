import GRPO
import GSL
import RealModule
import Testing

private struct Completion {
  var logProbabilities: [Double]
  var old: [Double]
  var reference: [Double]
  var advantage: Double

  init(using random: inout RandomStream) {
    let tokenCount = 1 + random.index(below: 5)
    let current = (0..<tokenCount).map { _ in -0.1 - 2 * random.uniform() }
    logProbabilities = current
    old = current.map { $0 + 0.35 * random.gaussian() }
    reference = current.map { $0 + 0.5 * random.gaussian() }
    advantage = 2 * random.gaussian()
  }

  func objective(_ surrogate: Surrogate, moving t: Int, by step: Double) -> Double {
    var moved = logProbabilities
    moved[t] += step
    return surrogate.objective(
      advantage: advantage, logProbabilities: moved, oldLogProbabilities: old,
      referenceLogProbabilities: reference)
  }

  /// Whether a ratio passes an edge of the range within the step of the differences.
  func isNearKink(_ surrogate: Surrogate) -> Bool {
    guard let range = surrogate.clipRange else { return false }
    let changes = zip(logProbabilities, old).map { $0 - $1 }
    let ratios = surrogate.ratioLevel == .token ? changes : [changes.reduce(0, +)]
    return ratios.contains { change in
      [1 - range.low, 1 + range.high].contains { abs(.exp(change) - $0) < 1e-3 }
    }
  }
}

/// The largest gap between weights and central differences over 300 completions.
///
/// With step 1e-5 and derivatives of order up to a few tens the differences are off by 1e-10 f'''
/// (truncation) plus 1e-16 f / 1e-5 (rounding), both below 1e-8.
private func gap(_ surrogate: Surrogate, breaking: (inout TokenWeights) -> Void = { _ in })
  -> Double
{
  var random = RandomStream(seed: 404)
  let step = 1e-5
  var largest = 0.0
  for _ in 0..<300 {
    let completion = Completion(using: &random)
    guard !completion.isNearKink(surrogate) else { continue }
    var weights = surrogate.tokenWeights(
      logProbabilities: completion.logProbabilities, oldLogProbabilities: completion.old,
      referenceLogProbabilities: completion.reference)
    breaking(&weights)
    for t in completion.logProbabilities.indices {
      let difference =
        (completion.objective(surrogate, moving: t, by: step)
          - completion.objective(surrogate, moving: t, by: -step)) / (2 * step)
      let derivative = weights.derivative(at: t, advantage: completion.advantage)
      largest = max(largest, abs(derivative - difference))
    }
  }
  return largest
}

@Suite struct SurrogateGradientTests {
  static let surrogates: [Surrogate] = {
    var all: [Surrogate] = []
    for level in RatioLevel.allCases {
      for range in [nil, ClipRange.standard, .dapo] {
        for estimator in KLEstimator.allCases {
          for beta in [0, 0.3] {
            var surrogate = Surrogate.policyGradient
            surrogate.clipRange = range
            surrogate.ratioLevel = level
            surrogate.klCoefficient = beta
            surrogate.klEstimator = estimator
            all.append(surrogate)
          }
        }
      }
    }
    return all
  }()

  @Test(arguments: surrogates)
  func `weights are the derivatives of the objective`(surrogate: Surrogate) {
    #expect(gap(surrogate) < 1e-7)
  }

  @Test(arguments: RatioLevel.allCases)
  func `clipping on the wrong side is refused`(level: RatioLevel) throws {
    let surrogate = try Surrogate(clipRange: .dapo, ratioLevel: level)
    #expect(gap(surrogate) { swap(&$0.positive, &$0.negative) } > 0.1)
  }

  @Test func `a penalty of the wrong sign or a forgotten one is refused`() throws {
    let surrogate = try Surrogate(klCoefficient: 0.04)
    #expect(gap(surrogate) { $0.penalty = $0.penalty.map { -$0 } } > 1e-3)
    #expect(gap(surrogate) { $0.penalty = $0.penalty.map { _ in 0 } } > 1e-3)
  }
}
