/// Where the numbers of a run lie in the storage of a workspace.
struct NetworkBuffers {
  /// How many completions are put into one tree.
  static let treeCapacity = 64

  private let shape: NetworkShape
  private let states: UnsafeMutablePointer<Double>
  private let slopes: UnsafeMutablePointer<Double>
  private let carries: UnsafeMutablePointer<Double>
  private let stateGradients: UnsafeMutablePointer<Double>
  private let inputGradients: UnsafeMutablePointer<Double>
  private let logits: UnsafeMutablePointer<Double>
  private let probabilities: UnsafeMutablePointer<Double>
  private let complements: UnsafeMutablePointer<Double>
  /// The weights of the tokens of a position, summed over completions: V.
  let tokenWeights: UnsafeMutablePointer<Double>
  /// The gradient with respect to the logits: V.
  let logitGradient: UnsafeMutablePointer<Double>
  /// The uniform numbers of the slots of a tree: T for each.
  let uniforms: UnsafeMutablePointer<Double>

  /// The buffers laid out from a first element.
  init(_ start: UnsafeMutablePointer<Double>, shape: NetworkShape, stateCount: Int, length: Int) {
    self.shape = shape
    states = start
    slopes = states + stateCount * shape.hidden
    carries = slopes + stateCount * shape.hidden
    stateGradients = carries + length * shape.hidden
    inputGradients = stateGradients + length * shape.hidden
    logits = inputGradients + length * shape.hidden
    probabilities = logits + length * shape.vocabulary
    complements = probabilities + length * shape.vocabulary
    tokenWeights = complements + length * shape.vocabulary
    logitGradient = tokenWeights + shape.vocabulary
    uniforms = logitGradient + shape.vocabulary
  }

  /// The number of elements the buffers take.
  static func count(shape: NetworkShape, stateCount: Int, length: Int) -> Int {
    // In the order above, but with rows of H and rows of V taken together.
    (2 * stateCount + 3 * length) * shape.hidden + (3 * length + 2) * shape.vocabulary
      + treeCapacity * length
  }

  /// The state after `index` tokens: H.
  @inline(__always)
  func state(_ index: Int) -> UnsafeMutablePointer<Double> { states + index * shape.hidden }

  /// The slopes of the activation that made that state: H.
  @inline(__always)
  func slope(_ index: Int) -> UnsafeMutablePointer<Double> { slopes + index * shape.hidden }

  /// What the state that predicts a position of the completion passes on to the next: H.
  @inline(__always)
  func carry(_ position: Int) -> UnsafeMutablePointer<Double> {
    carries + position * shape.hidden
  }

  /// The gradient with respect to the activation's input on reading the token of a position, summed
  /// over tokens: H.
  @inline(__always)
  func inputGradient(_ position: Int) -> UnsafeMutablePointer<Double> {
    inputGradients + position * shape.hidden
  }

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

  /// The probabilities less 1, free of cancellation: V.
  @inline(__always)
  func complements(_ position: Int) -> UnsafeMutablePointer<Double> {
    complements + position * shape.vocabulary
  }
}
