import GSL
import RealModule

/// Writes the softmax of `count` logits, stabilised by their maximum.
///
/// The largest term is left out of the sum and put back by `log(1 + rest)`, so the log-probability
/// of a nearly certain token keeps its accuracy.
///
/// - Precondition: the logits are finite.
@inline(__always)
func softmax(
  _ logits: UnsafePointer<Double>, count: Int, into probabilities: UnsafeMutablePointer<Double>
) -> SoftmaxSum {
  var top = 0
  for index in 0..<count where logits[index] > logits[top] { top = index }
  let maximum = logits[top]
  var rest = 0.0
  for index in 0..<count {
    precondition(logits[index].isFinite, "logits must be finite")
    probabilities[index] = Double.exp(logits[index] - maximum)
    if index != top { rest += probabilities[index] }
  }
  // The largest term is exp(0) = 1: the sum is 1 + rest, never 0 and never infinite.
  for index in 0..<count { probabilities[index] /= 1 + rest }
  return SoftmaxSum(maximum: maximum, rest: rest)
}

/// Writes the softmax of `count` logits, and `p - 1`, with exponentials taken in vectors.
///
/// Only the likeliest token can have more than 1/2, and there what is left to 1 is the share of the others:
/// `p - 1 = -rest / (1 + rest)`. Below 1/2 nothing cancels in `p - 1`.
///
/// - Precondition: the logits are finite.
func softmaxInVectors(
  _ logits: UnsafePointer<Double>, count: Int, into probabilities: UnsafeMutablePointer<Double>,
  complements: UnsafeMutablePointer<Double>
) -> SoftmaxSum {
  var top = 0
  for index in 0..<count where logits[index] > logits[top] { top = index }
  let maximum = logits[top]
  for index in 0..<count {
    precondition(logits[index].isFinite, "logits must be finite")
    probabilities[index] = logits[index] - maximum
  }
  takeExponentials(probabilities, count: count)
  var rest = 0.0
  for index in 0..<count where index != top { rest += probabilities[index] }
  let share = 1 / (1 + rest)
  for index in 0..<count {
    probabilities[index] *= share
    complements[index] = probabilities[index] - 1
  }
  complements[top] = -(rest * share)
  return SoftmaxSum(maximum: maximum, rest: rest)
}

/// Draws a token by inversion of the distribution function.
///
/// A remainder that rounding leaves after the last token (probability about 1e-16) goes to the last
/// token that is possible.
@inline(__always)
func invert(
  _ uniform: Double, probabilities: UnsafePointer<Double>, count: Int
) -> Int {
  var remaining = uniform
  for token in 0..<count {
    remaining -= probabilities[token]
    if remaining < 0 { return token }
  }
  var token = count - 1
  // Ends: the most likely token has at least 1 / count.
  while probabilities[token] == 0 { token -= 1 }
  return token
}
