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
    let changes = zip(logProbabilities, old).map { $0 - $1 }
    let sum = changes.reduce(0, +)
    let ratios =
      switch surrogate.ratioLevel {
      case .token: changes
      case .sequence: [sum]
      case .gspo: [sum / Double(changes.count)]
      }
    let range = surrogate.clipRange
    let kinks = [range.map { 1 - $0.low }, range.map { 1 + $0.high }, surrogate.dualClip]
    return ratios.contains { change in
      kinks.contains { $0.map { abs(.exp(change) - $0) < 1e-3 } ?? false }
    }
  }
}

/// The largest gap between weights and central differences over 300 completions.
///
/// With step 1e-5 and derivatives of order up to a few tens the differences are off by 1e-10 f'''
/// (truncation) plus 1e-16 f / 1e-5 (rounding), both below 1e-8.
private func gap(
  _ surrogate: Surrogate, using other: Surrogate? = nil,
  breaking: (inout TokenWeights) -> Void = { _ in }
) -> Double {
  var random = RandomStream(seed: 404)
  let step = 1e-5
  var largest = 0.0
  for _ in 0..<300 {
    let completion = Completion(using: &random)
    guard !completion.isNearKink(surrogate) else { continue }
    var weights = (other ?? surrogate).tokenWeights(
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

/// Of truncated weights: min(rho, 1.5).
private let openBelow = try! ClipRange(low: .infinity, high: 0.5)

@Suite struct SurrogateGradientTests {
  static let surrogates: [Surrogate] = {
    var all: [Surrogate] = []
    let clips: [(ClipForm, ClipRange?, Double?)] = [
      (.ppo, nil, nil), (.ppo, .standard, nil), (.ppo, .dapo, nil), (.ppo, nil, 1.5),
      (.ppo, .standard, 1.3), (.cispo, .dapo, nil), (.cispo, openBelow, nil), (.mask, .dapo, nil),
    ]
    for level in RatioLevel.allCases {
      for clip in clips {
        for estimator in KLEstimator.allCases {
          for beta in [0, 0.3] {
            var surrogate = Surrogate.policyGradient
            (surrogate.clipForm, surrogate.clipRange, surrogate.dualClip) = clip
            surrogate.ratioLevel = level
            // The mean of a completion, for half of them.
            surrogate.lossAggregation = estimator == .k2 ? .sequenceMean : .sum
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

  /// The weights of another form: a mask in place of the weight moved into the range, a dual clip that
  /// cuts positive advantages.
  @Test(arguments: RatioLevel.allCases)
  func `the weights of another form are refused`(level: RatioLevel) throws {
    var other = try Surrogate(clipRange: .dapo, clipForm: .mask, ratioLevel: level)
    for form in [ClipForm.ppo, .cispo] {
      let surrogate = try Surrogate(clipRange: .dapo, clipForm: form, ratioLevel: level)
      #expect(gap(surrogate, using: other) > 0.1, "\(form)")
    }
    other = try Surrogate(clipRange: .dapo, ratioLevel: level)
    let dual = try Surrogate(clipRange: .dapo, dualClip: 1.3, ratioLevel: level)
    #expect(gap(dual, using: other) > 0.1)
  }

  @Test func `a penalty of the wrong sign or a forgotten one is refused`() throws {
    let surrogate = try Surrogate(klCoefficient: 0.04)
    #expect(gap(surrogate) { $0.penalty = $0.penalty.map { -$0 } } > 1e-3)
    #expect(gap(surrogate) { $0.penalty = $0.penalty.map { _ in 0 } } > 1e-3)
  }
}
