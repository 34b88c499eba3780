/// The backward pass of a run: what flows back through its states into a gradient.
struct NetworkBackward {
  let run: NetworkRun
  let gradient: UnsafeMutablePointer<Double>

  private var shape: NetworkShape { run.shape }
  private var buffers: NetworkBuffers { run.buffers }

  /// Adds `weight grad_z log p(token) = weight (e_token - p)` for the logits z of a position.
  ///
  /// The token's own entry, 1 - p, is the sum of the others: free of cancellation as p -> 1.
  @inline(__always)
  func addLogitGradient(_ position: Int, token: Int, weight: Double) {
    let (probabilities, target) = (buffers.probabilities(position), buffers.logitGradient)
    var others = 0.0
    for index in 0..<shape.vocabulary where index != token {
      others += probabilities[index]
      target[index] -= weight * probabilities[index]
    }
    target[token] += weight * others
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
    // Begins the gradient of the state; the tokens that follow it add theirs in `passToken`.
    buffers.stateGradient(position).update(repeating: 0, count: columns)
    accumulateRows(
      run.parameters + shape.output, rows: rows, columns: columns, weights: logits,
      into: buffers.stateGradient(position))
  }

  /// Takes the gradient of the state after a token of the completion to the state before it.
  @inline(__always)
  func passToken(_ position: Int, token: Int) {
    passInput(run.prompt.count + position, token: token, from: buffers.stateGradient(position + 1))
    passState(into: buffers.stateGradient(position))
  }

  /// Takes the gradient of the prompt's last state back through the prompt.
  @inline(__always)
  func passPrompt() {
    let state = buffers.stateGradient(0)
    for (index, token) in run.prompt.enumerated().reversed() {
      passInput(index, token: token, from: state)
      // What it held is in the gradient of the input now: one row serves all states of the prompt.
      state.update(repeating: 0, count: shape.hidden)
      passState(into: state)
    }
  }

  /// Takes the gradient of state `index + 1`, reached on reading a token, to the activation's input
  /// and the weights that made it.
  @inline(__always)
  private func passInput(_ index: Int, token: Int, from state: UnsafePointer<Double>) {
    let (hidden, slope, input) = (shape.hidden, buffers.slope(index + 1), buffers.inputGradient)
    let embedding = gradient + shape.embedding + token * hidden
    for unit in stride(from: 0, to: hidden, by: 8) {
      let lanes = load(state + unit) * load(slope + unit)
      store(lanes, to: input + unit)
      store(load(embedding + unit) + lanes, to: embedding + unit)
    }
    accumulateOuter(
      buffers.state(index), input, rows: hidden, columns: hidden, into: gradient + shape.recurrent)
  }

  /// Adds what the activation's input passes on to the state before it.
  @inline(__always)
  private func passState(into state: UnsafeMutablePointer<Double>) {
    accumulateDots(
      run.parameters + shape.recurrent, rows: shape.hidden, columns: shape.hidden,
      vector: buffers.inputGradient, into: state)
  }
}
