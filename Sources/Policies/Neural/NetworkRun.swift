import RealModule

/// One prompt read by the network, with the states along it and along one completion.
///
///     h_0 = 0,   a_k = E[x_k] + W^T h_{k-1},   h_k = a_k / sqrt(1 + a_k^2)
///     log pi(y_t) = log softmax(c + U h_{L+t})[y_t]
///
/// where x is the prompt's L tokens followed by the completion's. A view of the caller's memory: it
/// must not outlive the call it was made in.
struct NetworkRun {
  let shape: NetworkShape
  let parameters: UnsafePointer<Double>
  /// The tokens of the prompt.
  let prompt: UnsafeBufferPointer<Int>
  let buffers: NetworkBuffers

  /// Computes the states along the prompt.
  @inline(__always)
  func readPrompt() {
    buffers.state(0).update(repeating: 0, count: shape.hidden)
    for (index, token) in prompt.enumerated() { step(index, token) }
  }

  /// Reads the token at a position of the completion.
  @inline(__always)
  func advance(_ position: Int, token: Int) { step(prompt.count + position, token) }

  /// Writes the logits and probabilities of the token at a position of the completion.
  @inline(__always)
  func predict(_ position: Int) -> SoftmaxScale {
    let logits = buffers.logits(position)
    logits.update(from: parameters + shape.bias, count: shape.vocabulary)
    accumulateDots(
      parameters + shape.output, rows: shape.vocabulary, columns: shape.hidden,
      vector: buffers.state(prompt.count + position), into: logits)
    return softmax(
      logits, count: shape.vocabulary, into: buffers.probabilities(position))
  }

  /// From state `index` to the next, on reading a token.
  @inline(__always)
  private func step(_ index: Int, _ token: Int) {
    let state = buffers.state(index + 1)
    let hidden = shape.hidden
    state.update(from: parameters + shape.embedding + token * hidden, count: hidden)
    accumulateRows(
      parameters + shape.recurrent, rows: hidden, columns: hidden, weights: buffers.state(index),
      into: state)
    activate(state, slopes: buffers.slope(index + 1), count: hidden)
  }
}
