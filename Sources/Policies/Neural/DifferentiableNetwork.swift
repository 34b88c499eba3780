import _Differentiation

// The derivative of `sqrt` comes with the platform's C library overlay.
#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

// A second road to the network's score: the forward pass written index by index as in the formula,
// which the compiler differentiates. Slow, independent of the hand-written backward pass, and made
// for checking it.

extension NeuralSequencePolicy {
  /// The log-probability of a completion as a differentiable function of the parameters.
  ///
  ///     sum_t log softmax(c + U h_{L+t-1})[y_t],   h_k = f(E[x_k] + W^T h_{k-1})
  ///
  /// - Parameters:
  ///   - tokens: The tokens y of the completion.
  ///   - prompt: The tokens of the prompt.
  ///   - shape: The sizes of the network.
  ///   - parameters: The parameters, as the shape lays them out.
  @differentiable(reverse,wrt: parameters)
  public static func logProbability(
    of tokens: [Int], after prompt: [Int], shape: NetworkShape, parameters: [Double]
  ) -> Double {
    var state = withoutDerivative(at: [Double](repeating: 0, count: shape.hidden))
    for token in withoutDerivative(at: prompt) {
      state = nextState(state, token: token, shape: shape, parameters: parameters)
    }
    var sum = 0.0
    for position in 0..<withoutDerivative(at: tokens.count) {
      if position > 0 {
        let previous = withoutDerivative(at: tokens[position - 1])
        state = nextState(state, token: previous, shape: shape, parameters: parameters)
      }
      let logits = logits(state, shape: shape, parameters: parameters)
      sum += tokenLogProbability(
        tokens[position], base: 0, width: shape.vocabulary, logits: logits)
    }
    return sum
  }

  @differentiable(reverse,wrt: (state, parameters))
  private static func nextState(
    _ state: [Double], token: Int, shape: NetworkShape, parameters: [Double]
  ) -> [Double] {
    var next: [Double] = []
    for unit in 0..<withoutDerivative(at: shape.hidden) {
      var input = parameters[shape.embedding + token * shape.hidden + unit]
      for before in 0..<withoutDerivative(at: shape.hidden) {
        input += state[before] * parameters[shape.recurrent + before * shape.hidden + unit]
      }
      next.append(input / sqrt(1 + input * input))
    }
    return next
  }

  @differentiable(reverse,wrt: (state, parameters))
  private static func logits(
    _ state: [Double], shape: NetworkShape, parameters: [Double]
  ) -> [Double] {
    var logits: [Double] = []
    for token in 0..<withoutDerivative(at: shape.vocabulary) {
      var logit = parameters[shape.bias + token]
      for unit in 0..<withoutDerivative(at: shape.hidden) {
        logit += state[unit] * parameters[shape.output + token * shape.hidden + unit]
      }
      logits.append(logit)
    }
    return logits
  }

  /// The score of a completion by automatic differentiation; agrees with `accumulateScore` up to
  /// rounding.
  public func differentiatedScore(prompt: Int, tokens: [Int]) -> [Double] {
    let (shape, prompt) = (shape, self.tokens(ofPrompt: prompt))
    return gradient(at: parameters) {
      Self.logProbability(of: tokens, after: prompt, shape: shape, parameters: $0)
    }.base
  }
}
