/// The backward pass of a run: what flows back through its states into a gradient.
struct NetworkBackward {
  let run: NetworkRun
  let gradient: UnsafeMutablePointer<Double>

  private var shape: NetworkShape { run.shape }
  private var buffers: NetworkBuffers { run.buffers }

  /// Writes the gradient with respect to the logits z of a position, of the tokens' weights w:
  ///
  ///     sum_y w_y grad_z log p(y),    of which z_k has w_k (1 - p_k) - p_k sum_{y != k} w_y
  ///
  /// Free of cancellation as p_k -> 1: the sum is that of the other tokens.
  @inline(__always)
  func fillLogitGradient(_ position: Int) {
    let (weights, target) = (buffers.tokenWeights, buffers.logitGradient)
    let (law, complements) = (buffers.probabilities(position), buffers.complements(position))
    for token in 0..<shape.vocabulary {
      var others = 0.0
      for other in 0..<shape.vocabulary where other != token { others += weights[other] }
      target[token] = -(weights[token] * complements[token] + law[token] * others)
    }
  }

  /// Takes the gradient of the logits of a position to the output's weights and the state.
  @inline(__always)
  func passOutput(_ position: Int) {
    let (rows, columns) = (shape.vocabulary, shape.hidden)
    let logits = buffers.logitGradient
    for token in 0..<rows { gradient[shape.bias + token] += logits[token] }
    accumulateOuter(
      logits, buffers.state(run.prompt.count + position), rows: rows, columns: columns,
      into: gradient + shape.output)
    // Begins both gradients; the tokens that follow the state add theirs.
    buffers.inputGradient(position).update(repeating: 0, count: columns)
    buffers.stateGradient(position).update(repeating: 0, count: columns)
    accumulateRows(
      run.parameters + shape.output, rows: rows, columns: columns, weights: logits,
      into: buffers.stateGradient(position))
  }

  /// Takes the gradient of the state after a token of the completion to the activation's input.
  @inline(__always)
  func passToken(_ position: Int, token: Int) {
    passActivation(
      run.prompt.count + position, token: token, from: buffers.stateGradient(position + 1),
      into: buffers.inputGradient(position))
  }

  /// Takes the gradient of the activation's input, summed over the tokens of a position, to the state
  /// before them: what they have in common is passed once.
  @inline(__always)
  func passTokens(_ position: Int) {
    passRecurrence(
      run.prompt.count + position, from: buffers.inputGradient(position),
      into: buffers.stateGradient(position))
  }

  /// Takes the gradient of the prompt's last state back through the prompt.
  @inline(__always)
  func passPrompt() {
    // One row each serves all states of the prompt.
    let (state, input) = (buffers.stateGradient(0), buffers.inputGradient(0))
    for (index, token) in run.prompt.enumerated().reversed() {
      input.update(repeating: 0, count: shape.hidden)
      passActivation(index, token: token, from: state, into: input)
      // The state before the first token is 0 and none of the parameters.
      guard index > 0 else { return }
      state.update(repeating: 0, count: shape.hidden)
      passRecurrence(index, from: input, into: state)
    }
  }

  /// Takes the gradient of state `index + 1`, reached on reading a token, to the token's embedding, and
  /// adds it to that of the activation's input.
  @inline(__always)
  private func passActivation(
    _ index: Int, token: Int, from state: UnsafePointer<Double>,
    into input: UnsafeMutablePointer<Double>
  ) {
    let (hidden, slope) = (shape.hidden, buffers.slope(index + 1))
    let embedding = gradient + shape.embedding + token * hidden
    for unit in stride(from: 0, to: hidden, by: 8) {
      let lanes = load(state + unit) * load(slope + unit)
      store(load(input + unit) + lanes, to: input + unit)
      store(load(embedding + unit) + lanes, to: embedding + unit)
    }
  }

  /// Takes the gradient of the activation's input after state `index` to the recurrent weights, and adds
  /// what it passes on to that of the state.
  @inline(__always)
  private func passRecurrence(
    _ index: Int, from input: UnsafePointer<Double>, into state: UnsafeMutablePointer<Double>
  ) {
    let hidden = shape.hidden
    accumulateOuter(
      buffers.state(index), input, rows: hidden, columns: hidden, into: gradient + shape.recurrent)
    accumulateDots(
      run.parameters + shape.recurrent, rows: hidden, columns: hidden, vector: input, into: state)
  }
}
