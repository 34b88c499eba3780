public import GSL

extension NeuralSequencePolicy {
  /// Draws the tokens by inversion, O(H^2 + H V) for each different prefix.
  public func sample(
    prompt: Int, slots: Range<Int>, tokens: inout [Int], logProbabilities: inout [Double],
    using stream: inout RandomStream, workspace: inout Workspace
  ) {
    checkReach(of: slots, tokens.count, logProbabilities.count)
    withRun(prompt: prompt, workspace: &workspace) { run, places in
      tokens.withUnsafeMutableBufferPointer { tokens in
        let tokens = tokens.baseAddress!
        let tree = CompletionTree(run: run, length: length, tokens: tokens, slots: places)
        forEachTree(of: slots) { group in
          let uniforms = run.buffers.uniforms
          // All before the walk, slot by slot: the walk comes to the slots in another order.
          for index in 0..<group.count * length { uniforms[index] = stream.uniform() }
          for (place, slot) in group.enumerated() { places[place] = slot }
          tree.walk(0..<group.count) { position, sum, range in
            let probabilities = run.buffers.probabilities(position)
            let (logits, scale) = (run.buffers.logits(position), sum.scale)
            for place in range {
              let index = places[place] * length + position
              let token = invert(
                uniforms[index - group.lowerBound * length], probabilities: probabilities,
                count: vocabulary)
              tokens[index] = token
              logProbabilities[index] = scale.logProbability(ofLogit: logits[token])
            }
          }
        }
      }
    }
  }

  /// Runs the network along the tokens, O(H^2 + H V) for each different prefix.
  public func logProbabilities(
    prompt: Int, slots: Range<Int>, tokens: [Int], into values: inout [Double],
    workspace: inout Workspace
  ) {
    checkReach(of: slots, tokens.count, values.count)
    withRun(prompt: prompt, workspace: &workspace) { run, places in
      tokens.withUnsafeBufferPointer { tokens in
        let tokens = tokens.baseAddress!
        let tree = CompletionTree(run: run, length: length, tokens: tokens, slots: places)
        forEachTree(of: slots) { group in
          for (place, slot) in group.enumerated() { places[place] = slot }
          tree.walk(0..<group.count) { position, sum, range in
            let (logits, scale) = (run.buffers.logits(position), sum.scale)
            for place in range {
              let index = places[place] * length + position
              values[index] = scale.logProbability(ofLogit: logits[tokens[index]])
            }
          }
        }
      }
    }
  }

  /// Runs along the tokens and back, O(H^2 + H V) for each different prefix; slots whose weights are
  /// all 0 cost nothing.
  public func accumulateScore(
    prompt: Int, slots: Range<Int>, tokens: [Int], tokenWeights: [Double],
    into gradient: inout [Double], workspace: inout Workspace
  ) {
    checkReach(of: slots, tokens.count, tokenWeights.count)
    precondition(gradient.count == parameterCount, "one number for each parameter")
    guard
      (slots.lowerBound * length..<slots.upperBound * length).contains(where: {
        tokenWeights[$0] != 0
      })
    else { return }
    withRun(prompt: prompt, workspace: &workspace) { run, places in
      gradient.withUnsafeMutableBufferPointer { gradient in
        tokens.withUnsafeBufferPointer { tokens in
          let backward = NetworkBackward(run: run, gradient: gradient.baseAddress!)
          let tree = CompletionTree(
            run: run, length: length, tokens: tokens.baseAddress!, slots: places)
          forEachTree(of: slots) { group in
            let count = place(group, withWeightIn: tokenWeights, into: places)
            if count > 0 { pass(tree, count: count, tokenWeights, through: backward) }
          }
        }
      }
    }
  }

  /// Writes the slots that have a weight other than 0; their number.
  @inline(__always)
  private func place(
    _ group: Range<Int>, withWeightIn weights: [Double], into places: UnsafeMutablePointer<Int>
  ) -> Int {
    var count = 0
    for slot in group {
      guard (slot * length..<(slot + 1) * length).contains(where: { weights[$0] != 0 }) else {
        continue
      }
      places[count] = slot
      count += 1
    }
    return count
  }

  /// Along a tree and back, to the beginning of the prompt.
  @inline(__always)
  private func pass(
    _ tree: CompletionTree, count: Int, _ weights: [Double], through backward: NetworkBackward
  ) {
    let tokenWeights = tree.run.buffers.tokenWeights
    tree.walk(0..<count) { position, _, range in
      // Summed over all slots of the prefix first: what flows back is linear in it.
      tokenWeights.update(repeating: 0, count: vocabulary)
      for place in range {
        let index = tree.slots[place] * length + position
        tokenWeights[tree.tokens[index]] += weights[index]
      }
      backward.fillLogitGradient(position)
      backward.passOutput(position)
    } leave: { position, token in
      backward.passToken(position, token: token)
    } close: { position in
      backward.passTokens(position)
    }
    backward.passPrompt()
  }

  /// Slots in parts that fit a tree.
  @inline(__always)
  private func forEachTree(of slots: Range<Int>, _ body: (Range<Int>) -> Void) {
    for start in stride(
      from: slots.lowerBound, to: slots.upperBound, by: NetworkBuffers.treeCapacity)
    {
      body(start..<min(start + NetworkBuffers.treeCapacity, slots.upperBound))
    }
  }

  private func checkReach(of slots: Range<Int>, _ tokenCount: Int, _ valueCount: Int) {
    precondition(
      slots.lowerBound >= 0 && slots.upperBound * length <= min(tokenCount, valueCount),
      "the arrays reach to the end of the slots")
  }
}

extension NeuralSequencePolicy {
  /// Walks the tree of all prefixes, each state computed once.
  public func probabilities(
    prompt: Int, into values: inout [Double], workspace: inout Workspace
  ) {
    precondition(isEnumerable, "too many completions to enumerate")
    precondition(values.count == completionCount, "one probability for each completion")
    withRun(prompt: prompt, workspace: &workspace) { run, _ in
      values.withUnsafeMutableBufferPointer { extend(run, position: 0, probability: 1, into: $0) }
    }
  }

  /// Fills in the probabilities of the extensions of the prefix that the run has read.
  private func extend(
    _ run: NetworkRun, position: Int, probability: Double,
    into values: UnsafeMutableBufferPointer<Double>
  ) {
    _ = run.predict(position)
    let probabilities = run.buffers.probabilities(position)
    // Completions that begin alike stand side by side: the first token is the most significant.
    let share = values.count / vocabulary
    if position < length - 1 { run.prepare(position) }
    for token in 0..<vocabulary {
      let product = probability * probabilities[token]
      guard position < length - 1 else {
        values[token] = product
        continue
      }
      run.advance(position, token: token)
      let extensions = values[token * share..<(token + 1) * share]
      extend(
        run, position: position + 1, probability: product,
        into: UnsafeMutableBufferPointer(rebasing: extensions))
    }
  }
}
