import RealModule

/// The backward pass of a run: what flows back through its states into a gradient.
struct NetworkBackward {
  let run: NetworkRun
  let gradient: UnsafeMutablePointer<Double>

  private var shape: NetworkShape { run.shape }
  private var buffers: NetworkBuffers { run.buffers }

  /// Writes `weight grad_z log p(token) = weight (e_token - p)` for the logits z of a position.
  ///
  /// The token's own entry is `1 - p = -(exp(log p) - 1)`, free of cancellation as p -> 1.
  @inline(__always)
  func addLogitGradient(
    _ position: Int, token: Int, scale: SoftmaxScale, weight: Double,
    to target: UnsafeMutablePointer<Double>
  ) {
    let probabilities = buffers.probabilities(position)
    let logProbability = scale.logProbability(ofLogit: buffers.logits(position)[token])
    let own = target[token] - weight * Double.expMinusOne(logProbability)
    for index in 0..<shape.vocabulary { target[index] -= weight * probabilities[index] }
    target[token] = own
  }

  /// Takes the gradient of the logits that a state predicts to the output's weights and the state.
  @inline(__always)
  func passOutput(_ logitGradient: UnsafePointer<Double>, state index: Int) {
    let (rows, columns) = (shape.vocabulary, shape.hidden)
    for token in 0..<rows { gradient[shape.bias + token] += logitGradient[token] }
    accumulateOuter(
      logitGradient, buffers.state(index), rows: rows, columns: columns,
      into: gradient + shape.output)
    accumulateRows(
      run.parameters + shape.output, rows: rows, columns: columns, weights: logitGradient,
      into: buffers.stateGradient)
  }

  /// Takes the gradient of state `index + 1`, reached on reading a token, back to state `index`.
  @inline(__always)
  func passStep(_ index: Int, token: Int) {
    let hidden = shape.hidden
    let (slope, state) = (buffers.slope(index + 1), buffers.stateGradient)
    let input = buffers.inputGradient
    let embedding = gradient + shape.embedding + token * hidden
    for unit in 0..<hidden {
      input[unit] = state[unit] * slope[unit]
      embedding[unit] += input[unit]
      state[unit] = 0
    }
    accumulateOuter(
      buffers.state(index), input, rows: hidden, columns: hidden, into: gradient + shape.recurrent)
    accumulateDots(
      run.parameters + shape.recurrent, rows: hidden, columns: hidden, vector: input, into: state)
  }

  /// Forgets what was summed over earlier completions.
  @inline(__always)
  func start() {
    buffers.promptGradient.update(repeating: 0, count: shape.hidden)
    buffers.firstLogitGradient.update(repeating: 0, count: shape.vocabulary)
  }

  /// Runs along a completion and back to the end of the prompt, where its gradients are summed.
  @inline(__always)
  func passCompletion(
    _ tokens: ArraySlice<Int>, weights: ArraySlice<Double>, firstScale: SoftmaxScale
  ) {
    let (firstToken, firstWeight) = (tokens.startIndex, weights.startIndex)
    addLogitGradient(
      0, token: tokens[firstToken], scale: firstScale, weight: weights[firstWeight],
      to: buffers.firstLogitGradient)
    guard tokens.count > 1 else { return }
    for position in 0..<tokens.count - 1 {
      run.advance(position, token: tokens[firstToken + position])
    }
    buffers.stateGradient.update(repeating: 0, count: shape.hidden)
    for position in (1..<tokens.count).reversed() {
      let scale = run.predict(position)
      buffers.logitGradient.update(repeating: 0, count: shape.vocabulary)
      addLogitGradient(
        position, token: tokens[firstToken + position], scale: scale,
        weight: weights[firstWeight + position], to: buffers.logitGradient)
      passOutput(buffers.logitGradient, state: run.prompt.count + position)
      passStep(run.prompt.count + position - 1, token: tokens[firstToken + position - 1])
    }
    for unit in 0..<shape.hidden { buffers.promptGradient[unit] += buffers.stateGradient[unit] }
  }

  /// Takes what was summed over the completions back through the prompt.
  @inline(__always)
  func passPrompt() {
    buffers.stateGradient.update(from: buffers.promptGradient, count: shape.hidden)
    passOutput(buffers.firstLogitGradient, state: run.prompt.count)
    for (index, token) in run.prompt.enumerated().reversed() { passStep(index, token: token) }
  }
}
