extension VerifiableTask {
  /// The parity of a string of bits: "1 0 1 ?" is answered by 0.
  ///
  /// The level is the number of bits; all strings of 1 to `bits` bits are prompts, 2^(bits+1) - 2.
  /// V = 3, T = 2.
  ///
  /// - Parameters:
  ///   - bits: The length of the longest strings, 1 to 8.
  ///   - componentMaxima: The maxima of correctness, format and progress; progress is the same as
  ///     correctness here and left out by default.
  public static func bitParity(
    bits: Int = 4, componentMaxima: [Double] = [1, 0.5, 0]
  ) throws(PolicyError) -> VerifiableTask {
    guard 1...8 ~= bits else {
      throw .unusable(field: "bits", value: Double(bits), reason: "must be from 1 to 8")
    }
    let question = 3
    // Token 0 is `end`: bit b is token b + 1.
    let items = strings(over: [0, 1], lengths: 1...bits).map { string in
      Item(
        level: string.count, prompt: string.map { $0 + 1 } + [question],
        answer: [string.reduce(0, +) % 2 + 1])
    }
    return try VerifiableTask(
      name: "parity", items: items, vocabulary: 3, symbols: [".", "0", "1", "?"],
      componentMaxima: componentMaxima)
  }

  /// All strings over an alphabet, the short ones first.
  static func strings(over alphabet: [Int], lengths: ClosedRange<Int>) -> [[Int]] {
    var all: [[Int]] = []
    var current: [[Int]] = [[]]
    for length in 1...lengths.upperBound {
      current = current.flatMap { string in alphabet.map { string + [$0] } }
      if lengths.contains(length) { all += current }
    }
    return all
  }
}
