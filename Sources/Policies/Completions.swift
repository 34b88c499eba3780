extension Policy {
  /// Whether these are the tokens of one of the outcomes: T tokens of the vocabulary, or fewer, of
  /// which the last and no other is the end token.
  public func isCompletion(_ tokens: [Int]) -> Bool {
    guard tokens.allSatisfy({ 0..<vocabulary ~= $0 }) else { return false }
    guard let endToken else { return tokens.count == length }
    guard (1...length).contains(tokens.count), !tokens.dropLast().contains(endToken) else {
      return false
    }
    return tokens.count == length || tokens.last == endToken
  }
}
