import Analysis
import GRPO
import RealModule

extension RandomProblem {
  /// Simpler problems to try in place of this one, the greatest simplification first.
  var simplifications: [RandomProblem] {
    (asBandit + fewerArms + smallerGroups + plainer + rounder).filter { $0 != self }
  }

  /// A sequence policy as the bandit with one arm for each sequence.
  private var asBandit: [RandomProblem] {
    guard shape != nil, let probabilities = try? problem.probabilities else { return [] }
    return [with { ($0.shape, $0.logits) = (nil, probabilities.map { .log($0) }) }]
  }

  private var fewerArms: [RandomProblem] {
    guard shape == nil, logits.count > 2 else { return [] }
    return logits.indices.map { arm in
      with {
        $0.logits.remove(at: arm)
        $0.rewards.remove(at: arm)
      }
    }
  }

  private var smallerGroups: [RandomProblem] {
    [2, 3, groupSize / 2, groupSize - 1].filter { (2..<groupSize).contains($0) }.map { size in
      with { $0.groupSize = size }
    }
  }

  private var plainer: [RandomProblem] {
    [
      with { $0.stabilizer = 0 }, with { $0.ddof = 0 }, with { $0.family = .gaussian },
      with { $0.batchGroups = 1 },
    ]
  }

  /// Rounder numbers: all at once, then one by one.
  private var rounder: [RandomProblem] {
    let whole: [RandomProblem] = [
      with { $0.logits = $0.logits.map { _ in 0 } }, with { $0.sigma = 1 },
      with { problem in
        let low = problem.rewards.min() ?? 0
        problem.rewards = problem.rewards.map { $0 == low ? 0 : 1 }
      },
    ]
    let digits = (0...2).flatMap { digits in
      logits.indices.map { i in with { $0.logits[i] = $0.logits[i].rounded(toDecimals: digits) } }
        + rewards.indices.map { i in
          let (old, new) = (rewards[i], rewards[i].rounded(toDecimals: digits))
          return with { $0.rewards = $0.rewards.map { $0 == old ? new : $0 } }
        }
    }
    let oneDigit = with { $0.sigma = $0.sigma.roundedToOneDigit }
    return whole + digits.filter { $0.size < size } + [oneDigit]
  }

  /// Number of digits to read: rounding must shorten, or shrinking might go in circles.
  private var size: Int { (logits + rewards).reduce(0) { $0 + "\($1)".count } }
}

extension Double {
  fileprivate func rounded(toDecimals digits: Int) -> Double {
    let unit = (0..<digits).reduce(1.0) { unit, _ in unit * 10 }
    return (self * unit).rounded() / unit
  }

  fileprivate var roundedToOneDigit: Double {
    let exponent = Int(Double.log10(self).rounded(.down))
    let unit = Double.pow(10, exponent)
    let digit = (self / unit).rounded()
    return exponent < 0 ? digit / .pow(10, -exponent) : digit * unit
  }
}

/// Greedy shrinking: the first simpler problem that still fails, until none does.
struct Shrinker {
  /// nil when the property holds, else what is wrong.
  let failure: (RandomProblem) -> String?
  let domain: Domain
  /// A bound on the time it takes.
  var patience = 400

  func smallest(_ start: RandomProblem) -> RandomProblem {
    var current = start
    var tries = 0
    while tries < patience {
      let next = current.simplifications.first { candidate in
        tries += 1
        return tries <= patience && domain.contains(candidate) && failure(candidate) != nil
      }
      guard let next else { return current }
      current = next
    }
    return current
  }
}
