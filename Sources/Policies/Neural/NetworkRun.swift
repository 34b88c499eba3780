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

  /// Computes the states along the prompt, and what its last one predicts for position 0.
  @inline(__always)
  func readPrompt() -> SoftmaxScale {
    (buffers.states).update(repeating: 0, count: shape.hidden)
    for (index, token) in prompt.enumerated() { step(index, token) }
    return predict(0)
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

/// Where the numbers of a run lie in the storage of a workspace.
struct NetworkBuffers {
  let hidden: Int
  let vocabulary: Int
  /// States before and after each token: (L + T) rows of H.
  let states: UnsafeMutablePointer<Double>
  private let slopes: UnsafeMutablePointer<Double>
  private let logits: UnsafeMutablePointer<Double>
  private let probabilities: UnsafeMutablePointer<Double>
  /// The gradient with respect to the state, and to the activation's input: H each.
  let stateGradient: UnsafeMutablePointer<Double>
  let inputGradient: UnsafeMutablePointer<Double>
  /// The gradient with respect to the prompt's last state, summed over completions: H.
  let promptGradient: UnsafeMutablePointer<Double>
  /// The gradient with respect to the logits: V, and V for position 0, summed over completions.
  let logitGradient: UnsafeMutablePointer<Double>
  let firstLogitGradient: UnsafeMutablePointer<Double>

  /// The buffers laid out from a first element.
  init(_ start: UnsafeMutablePointer<Double>, shape: NetworkShape, stateCount: Int, length: Int) {
    hidden = shape.hidden
    vocabulary = shape.vocabulary
    states = start
    slopes = states + stateCount * hidden
    stateGradient = slopes + stateCount * hidden
    inputGradient = stateGradient + hidden
    promptGradient = inputGradient + hidden
    logits = promptGradient + hidden
    probabilities = logits + length * vocabulary
    logitGradient = probabilities + length * vocabulary
    firstLogitGradient = logitGradient + vocabulary
  }

  /// The number of elements the buffers take.
  static func count(shape: NetworkShape, stateCount: Int, length: Int) -> Int {
    (2 * stateCount + 3) * shape.hidden + (2 * length + 2) * shape.vocabulary
  }

  @inline(__always)
  func state(_ index: Int) -> UnsafeMutablePointer<Double> { states + index * hidden }
  @inline(__always)
  func slope(_ index: Int) -> UnsafeMutablePointer<Double> { slopes + index * hidden }
  @inline(__always)
  func logits(_ position: Int) -> UnsafeMutablePointer<Double> { logits + position * vocabulary }
  @inline(__always)
  func probabilities(_ position: Int) -> UnsafeMutablePointer<Double> {
    probabilities + position * vocabulary
  }
}
