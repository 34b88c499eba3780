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
    let carry = buffers.carry(0)
    carry.update(repeating: 0, count: shape.hidden)
    for (index, token) in prompt.enumerated() {
      // Nothing comes from the state before the first token, which is 0.
      if index > 0 { fill(carry, from: index) }
      read(token, to: index + 1, carry)
    }
  }

  /// Computes what all tokens at a position of the completion have in common.
  @inline(__always)
  func prepare(_ position: Int) { fill(buffers.carry(position), from: prompt.count + position) }

  /// Reads one of the tokens at a position of the completion, which is prepared.
  @inline(__always)
  func advance(_ position: Int, token: Int) {
    read(token, to: prompt.count + position + 1, buffers.carry(position))
  }

  /// Writes the logits and probabilities of the token at a position of the completion.
  @inline(__always)
  func predict(_ position: Int) -> SoftmaxSum {
    let logits = buffers.logits(position)
    logits.update(from: parameters + shape.bias, count: shape.vocabulary)
    accumulateDots(
      parameters + shape.output, rows: shape.vocabulary, columns: shape.hidden,
      vector: buffers.state(prompt.count + position), into: logits)
    return softmaxInVectors(
      logits, count: shape.vocabulary, into: buffers.probabilities(position),
      complements: buffers.complements(position))
  }

  /// Writes what a state passes on to the next, whatever the token: W^T h.
  @inline(__always)
  private func fill(_ carry: UnsafeMutablePointer<Double>, from index: Int) {
    carry.update(repeating: 0, count: shape.hidden)
    accumulateRows(
      parameters + shape.recurrent, rows: shape.hidden, columns: shape.hidden,
      weights: buffers.state(index), into: carry)
  }

  /// Writes a state, that after a token and what the state before it passes on.
  @inline(__always)
  private func read(_ token: Int, to index: Int, _ carry: UnsafePointer<Double>) {
    activate(
      parameters + shape.embedding + token * shape.hidden, carry, state: buffers.state(index),
      slopes: buffers.slope(index), count: shape.hidden)
  }
}
