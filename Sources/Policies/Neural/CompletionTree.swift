/// The completions of one prompt as a tree of prefixes, each run through the network once.
///
/// Completions of a group that begin alike share the states and the laws of what they have in
/// common. A depth-first walk needs the states of one path only: what is deeper is overwritten.
struct CompletionTree {
  let run: NetworkRun
  let length: Int
  /// The tokens of all slots, token t of slot i at `i * length + t`.
  let tokens: UnsafePointer<Int>
  /// The slots of the tree, reordered on the way.
  let slots: UnsafeMutablePointer<Int>

  /// Visits the prefixes of the slots at the places `range`, from a position on.
  ///
  /// - Parameters:
  ///   - range: The places of slots that agree before the position.
  ///   - position: The position; the run has read all tokens before it.
  ///   - visit: Called with the sum behind the law of the token at a position, before that token is
  ///     looked at.
  ///   - leave: Called with a position and its token when all that follows them is done.
  ///   - close: Called with a position when all its tokens are done, unless it is the last.
  func walk(
    _ range: Range<Int>, from position: Int = 0,
    visit: (_ position: Int, _ sum: SoftmaxSum, _ range: Range<Int>) -> Void,
    leave: (_ position: Int, _ token: Int) -> Void = { _, _ in },
    close: (_ position: Int) -> Void = { _ in }
  ) {
    visit(position, run.predict(position), range)
    guard position + 1 < length else { return }
    run.prepare(position)
    var start = range.lowerBound
    while start < range.upperBound {
      // `visit` may have written the tokens of this position only now: none is read before.
      let token = tokens[slots[start] * length + position]
      let end = gather(token, position: position, start..<range.upperBound)
      // Overwrites the state of the sibling before, of which nothing is needed any more.
      run.advance(position, token: token)
      walk(start..<end, from: position + 1, visit: visit, leave: leave, close: close)
      leave(position, token)
      start = end
    }
    close(position)
  }

  /// Moves the slots with a token to the front of a range that begins with one; the end of these.
  private func gather(_ token: Int, position: Int, _ range: Range<Int>) -> Int {
    var end = range.lowerBound + 1
    for place in end..<range.upperBound where tokens[slots[place] * length + position] == token {
      (slots[place], slots[end]) = (slots[end], slots[place])
      end += 1
    }
    return end
  }
}
