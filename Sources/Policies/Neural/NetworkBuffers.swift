/// Where the numbers of a run lie in the storage of a workspace.
struct NetworkBuffers {
  /// How many completions are put into one tree.
  static let treeCapacity = 64

  private let shape: NetworkShape
  private let states: UnsafeMutablePointer<Double>
  private let slopes: UnsafeMutablePointer<Double>
  private let logits: UnsafeMutablePointer<Double>
  private let probabilities: UnsafeMutablePointer<Double>
  private let stateGradients: UnsafeMutablePointer<Double>
  /// The gradient with respect to the activation's input: H.
  let inputGradient: UnsafeMutablePointer<Double>
  /// The gradient with respect to the logits: V.
  let logitGradient: UnsafeMutablePointer<Double>
  /// The uniform numbers of the slots of a tree: T for each.
  let uniforms: UnsafeMutablePointer<Double>

  /// The buffers laid out from a first element.
  init(_ start: UnsafeMutablePointer<Double>, shape: NetworkShape, stateCount: Int, length: Int) {
    self.shape = shape
    states = start
    slopes = states + stateCount * shape.hidden
    stateGradients = slopes + stateCount * shape.hidden
    inputGradient = stateGradients + length * shape.hidden
    logits = inputGradient + shape.hidden
    probabilities = logits + length * shape.vocabulary
    logitGradient = probabilities + length * shape.vocabulary
    uniforms = logitGradient + shape.vocabulary
  }

  /// The number of elements the buffers take.
  static func count(shape: NetworkShape, stateCount: Int, length: Int) -> Int {
    // In the order above, but with rows of H and rows of V taken together.
    (2 * stateCount + length + 1) * shape.hidden + (2 * length + 1) * shape.vocabulary
      + treeCapacity * length
  }

  /// The state after `index` tokens: H.
  @inline(__always)
  func state(_ index: Int) -> UnsafeMutablePointer<Double> { states + index * shape.hidden }

  /// The slopes of the activation that made that state: H.
  @inline(__always)
  func slope(_ index: Int) -> UnsafeMutablePointer<Double> { slopes + index * shape.hidden }

  /// The gradient with respect to the state that predicts a position of the completion: H.
  @inline(__always)
  func stateGradient(_ position: Int) -> UnsafeMutablePointer<Double> {
    stateGradients + position * shape.hidden
  }

  /// The logits of a position of the completion: V.
  @inline(__always)
  func logits(_ position: Int) -> UnsafeMutablePointer<Double> {
    logits + position * shape.vocabulary
  }

  /// The probabilities of the tokens of a position of the completion: V.
  @inline(__always)
  func probabilities(_ position: Int) -> UnsafeMutablePointer<Double> {
    probabilities + position * shape.vocabulary
  }
}
