import Policies

/// Step of a central difference in units of the logits: near the cube root of the machine epsilon,
/// where the truncation (step^2 f'''/6) and the rounding (epsilon f / step) are of the same size.
let differenceStep = 6e-6

/// A bound on the error of one central difference with the step above.
///
/// Rounding: two ulps of each value, below 20 (the log-probability of four tokens), which makes
/// 4 * 1.1e-16 * 20 / (2 step) = 7e-10. Truncation: step^2 / 6 = 6e-12 times a third derivative of
/// order 1.
let differenceTolerance = 1e-9

/// The central difference of a function of the policy in one logit.
func centralDifference<Value>(
  of policy: any Policy, parameter: Int, _ function: (any Policy) -> Value,
  subtract: (Value, Value) -> Value
) -> Value {
  var moved = policy
  var logits = policy.logits
  logits[parameter] += differenceStep
  moved.logits = logits
  let above = function(moved)
  logits[parameter] = policy.logits[parameter] - differenceStep
  moved.logits = logits
  return subtract(above, function(moved))
}

/// The gradient of a number by central differences.
func differenceGradient(
  of policy: any Policy, _ function: (any Policy) -> Double
) -> [Double] {
  (0..<policy.parameterCount).map { parameter in
    centralDifference(of: policy, parameter: parameter, function, subtract: -)
      / (2 * differenceStep)
  }
}

/// The rows of derivatives of a vector by central differences: one row for each parameter.
func differenceJacobian(
  of policy: any Policy, _ function: (any Policy) -> [Double]
) -> [[Double]] {
  (0..<policy.parameterCount).map { parameter in
    centralDifference(of: policy, parameter: parameter, function) { above, below in
      zip(above, below).map { ($0 - $1) / (2 * differenceStep) }
    }
  }
}
