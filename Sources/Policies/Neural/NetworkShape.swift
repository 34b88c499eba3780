/// The sizes of a recurrent network and where its weights lie in the flat array of parameters.
///
/// One after another, all row-major:
///
///     embedding   inputs rows of hidden       E
///     recurrent   hidden rows of hidden       W    (row i: what state unit i passes on)
///     output      vocabulary rows of hidden   U
///     bias        vocabulary                  c
public struct NetworkShape: Sendable, Equatable {
  /// The number of tokens the network can read: those of completions, then those only of prompts.
  public let inputs: Int
  /// The number of tokens of a completion, V; they are the first of the inputs.
  public let vocabulary: Int
  /// The number of state units, H.
  public let hidden: Int

  /// The shape.
  ///
  /// - Parameters:
  ///   - inputs: At least `vocabulary`.
  ///   - vocabulary: At least 1.
  ///   - hidden: A positive multiple of 8, the width of the inner loops.
  /// - Throws: `PolicyError` when a size is out of its range.
  public init(inputs: Int, vocabulary: Int, hidden: Int) throws(PolicyError) {
    guard vocabulary >= 1 else { throw .tooSmall(field: "vocabulary", value: vocabulary) }
    guard inputs >= vocabulary else {
      throw .unusable(
        field: "inputs", value: Double(inputs), reason: "must be at least the vocabulary")
    }
    guard hidden >= 8, hidden.isMultiple(of: 8) else {
      throw .unusable(
        field: "hidden size", value: Double(hidden), reason: "must be a positive multiple of 8")
    }
    self.inputs = inputs
    self.vocabulary = vocabulary
    self.hidden = hidden
  }

  /// The number of parameters, `(inputs + H + V) H + V`.
  public var parameterCount: Int { bias + vocabulary }

  /// Where the embedding begins.
  public var embedding: Int { 0 }
  /// Where the recurrent matrix begins.
  public var recurrent: Int { inputs * hidden }
  /// Where the output matrix begins.
  public var output: Int { (inputs + hidden) * hidden }
  /// Where the bias of the output begins.
  public var bias: Int { (inputs + hidden + vocabulary) * hidden }
}
