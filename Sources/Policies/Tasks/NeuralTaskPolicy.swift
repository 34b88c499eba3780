public import GSL

extension NeuralSequencePolicy {
  /// A network with random parameters for a task.
  ///
  /// - Parameters:
  ///   - task: The task, whose prompts it reads.
  ///   - hidden: The number of state units, a positive multiple of 8.
  ///   - stream: Where the parameters are drawn from.
  /// - Throws: `PolicyError` when `hidden` is out of range.
  public init(
    task: VerifiableTask, hidden: Int = 16, using stream: inout RandomStream
  ) throws(PolicyError) {
    try self.init(
      prompts: task.prompts, vocabulary: task.vocabulary, length: task.length, hidden: hidden,
      using: &stream)
  }
}
