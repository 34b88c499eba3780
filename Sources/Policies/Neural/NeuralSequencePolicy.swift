public import GSL
import RealModule

/// A small recurrent network over the prompts and completions of a task: embedding, one recurrent
/// layer, softmax. All prompts share its parameters.
///
///     h_0 = 0,   h_k = f(E[x_k] + W^T h_{k-1}),   f(a) = a / sqrt(1 + a^2)
///     pi(y_t | prompt, y_1 ... y_{t-1}) = softmax(c + U h_{L+t-1})[y_t]
///
/// x is the prompt's L tokens followed by the completion's. An Elman network with the inverse square
/// root unit (arXiv:1710.09967) in place of tanh. The prompt is read once for each call, and so is
/// every beginning that completions have in common, forwards and backwards: a group costs as much
/// as its different prefixes.
///
///     var stream = RandomStream(seed: 1)
///     let policy = try NeuralSequencePolicy(
///       prompts: task.prompts, vocabulary: task.vocabulary, length: task.length, hidden: 16,
///       using: &stream)
public struct NeuralSequencePolicy: PromptedPolicy {
  /// The sizes of the network and the places of its weights.
  public let shape: NetworkShape
  /// The number of tokens of every completion, T.
  public let length: Int
  /// The parameters E, W, U and c, as `NetworkShape` lays them out; all finite.
  public var parameters: [Double] {
    didSet { precondition(parameters.count == shape.parameterCount, "the number is fixed") }
  }
  private let tokens: [Int]
  private let ends: [Int]
  private let longestPrompt: Int

  /// A network with random parameters.
  ///
  /// Embeddings are drawn from N(0, 1), the recurrent and output matrices from N(0, 1/H) times
  /// their scales; the bias is 0.
  ///
  /// - Parameters:
  ///   - prompts: At least one prompt, each at least one token, none negative. Tokens below
  ///     `vocabulary` are those of completions; the others occur in prompts only.
  ///   - vocabulary: The number of tokens V of a completion, at least 1.
  ///   - length: The number of tokens T of a completion, at least 1.
  ///   - hidden: The number H of state units, a positive multiple of 8.
  ///   - outputScale: How far the untrained policy is from uniform; 0 makes it uniform.
  ///   - stream: Where the parameters are drawn from.
  /// - Throws: `PolicyError` when a size or a prompt is out of range.
  public init(
    prompts: [[Int]], vocabulary: Int, length: Int, hidden: Int = 16, outputScale: Double = 1,
    using stream: inout RandomStream
  ) throws(PolicyError) {
    guard length >= 1 else { throw .tooSmall(field: "length", value: length) }
    guard outputScale.isFinite, outputScale >= 0 else {
      throw .unusable(
        field: "output scale", value: outputScale, reason: "must be finite and not negative")
    }
    try Self.validate(prompts)
    tokens = prompts.flatMap(\.self)
    ends = prompts.reduce(into: []) { $0.append(($0.last ?? 0) + $1.count) }
    longestPrompt = prompts.map(\.count).max()!
    let inputs = max(vocabulary, tokens.max()! + 1)
    shape = try NetworkShape(inputs: inputs, vocabulary: vocabulary, hidden: hidden)
    self.length = length
    parameters = Self.draw(shape, outputScale: outputScale, using: &stream)
  }

  /// The number of parameters, `(inputs + H + V) H + V`.
  public var parameterCount: Int { shape.parameterCount }
  /// The number of prompts.
  public var promptCount: Int { ends.count }
  /// The number of tokens V.
  public var vocabulary: Int { shape.vocabulary }

  /// The tokens of a prompt.
  public func tokens(ofPrompt prompt: Int) -> [Int] { Array(tokens[range(ofPrompt: prompt)]) }

  private func range(ofPrompt prompt: Int) -> Range<Int> {
    precondition(0..<promptCount ~= prompt, "no such prompt")
    return (prompt == 0 ? 0 : ends[prompt - 1])..<ends[prompt]
  }

  private static func validate(_ prompts: [[Int]]) throws(PolicyError) {
    guard !prompts.isEmpty else { throw .empty(field: "prompts") }
    for (index, prompt) in prompts.enumerated() {
      guard !prompt.isEmpty else { throw .empty(field: "prompt \(index)") }
      if let token = prompt.first(where: { $0 < 0 }) {
        throw .unusable(
          field: "prompt \(index)", value: Double(token), reason: "tokens must not be negative")
      }
    }
  }

  private static func draw(
    _ shape: NetworkShape, outputScale: Double, using stream: inout RandomStream
  ) -> [Double] {
    var parameters = [Double](repeating: 0, count: shape.parameterCount)
    // Sums over H states of size 1 or less then have a variance of 1 or less, whatever H.
    let spread = 1 / Double.sqrt(Double(shape.hidden))
    // The bias comes last and stays 0.
    for index in 0..<shape.bias {
      let scale = index < shape.recurrent ? 1 : index < shape.output ? spread : spread * outputScale
      parameters[index] = scale * stream.gaussian()
    }
    return parameters
  }
}

extension NeuralSequencePolicy {
  /// The states and gradients of one run of the network.
  public struct Workspace: Sendable {
    var storage: [Double]
    var slots: [Int]
  }

  /// Buffers for the longest prompt and one path of completions.
  public func makeWorkspace() -> Workspace {
    let count = NetworkBuffers.count(shape: shape, stateCount: stateCount, length: length)
    return Workspace(
      storage: [Double](repeating: 0, count: count),
      slots: [Int](repeating: 0, count: NetworkBuffers.treeCapacity))
  }

  /// States before and after each token that is read; the last token of a completion is not.
  private var stateCount: Int { longestPrompt + length }

  /// Reads a prompt and hands the run to `body`, with room for the slots of a tree.
  @inline(__always)
  func withRun(
    prompt: Int, workspace: inout Workspace,
    _ body: (NetworkRun, _ slots: UnsafeMutablePointer<Int>) -> Void
  ) {
    let range = range(ofPrompt: prompt)
    let (stateCount, length, shape) = (stateCount, length, shape)
    workspace.slots.withUnsafeMutableBufferPointer { slots in
      workspace.storage.withUnsafeMutableBufferPointer { storage in
        parameters.withUnsafeBufferPointer { parameters in
          tokens.withUnsafeBufferPointer { tokens in
            let buffers = NetworkBuffers(
              storage.baseAddress!, shape: shape, stateCount: stateCount, length: length)
            let run = NetworkRun(
              shape: shape, parameters: parameters.baseAddress!,
              prompt: UnsafeBufferPointer(rebasing: tokens[range]), buffers: buffers)
            run.readPrompt()
            body(run, slots.baseAddress!)
          }
        }
      }
    }
  }
}
