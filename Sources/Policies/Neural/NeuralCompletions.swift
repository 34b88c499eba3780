public import GSL
import RealModule

extension NeuralSequencePolicy {
  /// Draws the tokens by inversion, O(T (H^2 + H V)) for each slot.
  public func sample(
    prompt: Int, slots: Range<Int>, tokens: inout [Int], logProbabilities: inout [Double],
    using stream: inout RandomStream, workspace: inout Workspace
  ) {
    withRun(prompt: prompt, workspace: &workspace) { run, firstScale in
      for slot in slots {
        var scale = firstScale
        for position in 0..<length {
          let index = slot * length + position
          if position > 0 {
            run.advance(position - 1, token: tokens[index - 1])
            scale = run.predict(position)
          }
          let token = invert(
            stream.uniform(), probabilities: run.buffers.probabilities(position),
            count: vocabulary)
          tokens[index] = token
          logProbabilities[index] = scale.logProbability(
            ofLogit: run.buffers.logits(position)[token])
        }
      }
    }
  }

  /// Runs the network along the tokens, O(T (H^2 + H V)) for each slot.
  public func logProbabilities(
    prompt: Int, slots: Range<Int>, tokens: [Int], into values: inout [Double],
    workspace: inout Workspace
  ) {
    withRun(prompt: prompt, workspace: &workspace) { run, firstScale in
      for slot in slots {
        var scale = firstScale
        for position in 0..<length {
          let index = slot * length + position
          if position > 0 {
            run.advance(position - 1, token: tokens[index - 1])
            scale = run.predict(position)
          }
          values[index] = scale.logProbability(ofLogit: run.buffers.logits(position)[tokens[index]])
        }
      }
    }
  }

  /// Walks the tree of prefixes, each state computed once.
  public func probabilities(
    prompt: Int, into values: inout [Double], workspace: inout Workspace
  ) {
    precondition(isEnumerable, "too many completions to enumerate")
    precondition(values.count == completionCount, "one probability for each completion")
    withRun(prompt: prompt, workspace: &workspace) { run, _ in
      values.withUnsafeMutableBufferPointer { values in
        extend(run, position: 0, probability: 1, into: values)
      }
    }
  }

  /// Fills the probabilities of the extensions of the prefix that the run has read.
  private func extend(
    _ run: NetworkRun, position: Int, probability: Double,
    into values: UnsafeMutableBufferPointer<Double>
  ) {
    let probabilities = run.buffers.probabilities(position)
    let share = values.count / vocabulary
    for token in 0..<vocabulary {
      let product = probability * probabilities[token]
      guard position < length - 1 else {
        values[token] = product
        continue
      }
      run.advance(position, token: token)
      _ = run.predict(position + 1)
      let extensions = values[token * share..<(token + 1) * share]
      extend(
        run, position: position + 1, probability: product,
        into: UnsafeMutableBufferPointer(rebasing: extensions))
    }
  }

  /// Runs along the tokens and back, O(T (H^2 + H V)) for each slot; slots whose weights are all 0
  /// cost nothing.
  public func accumulateScore(
    prompt: Int, slots: Range<Int>, tokens: [Int], tokenWeights: [Double],
    into gradient: inout [Double], workspace: inout Workspace
  ) {
    precondition(gradient.count == parameterCount, "one number for each parameter")
    withRun(prompt: prompt, workspace: &workspace) { run, firstScale in
      gradient.withUnsafeMutableBufferPointer { gradient in
        let backward = NetworkBackward(run: run, gradient: gradient.baseAddress!)
        backward.start()
        for slot in slots {
          let indices = slot * length..<(slot + 1) * length
          guard tokenWeights[indices].contains(where: { $0 != 0 }) else { continue }
          backward.passCompletion(
            tokens[indices], weights: tokenWeights[indices], firstScale: firstScale)
        }
        backward.passPrompt()
      }
    }
  }
}
