extension VerifiableTask {
  /// Closing brackets of two kinds: "( [ ] [" is answered by "] )".
  ///
  /// The level is the number of brackets still open. All beginnings of balanced strings of at most
  /// `symbols` symbols with something open are prompts. V = 3, T = `symbols` + 1.
  ///
  /// - Parameters:
  ///   - symbols: The length of the longest prompts, 1 to 6.
  ///   - componentMaxima: The maxima of correctness, format and progress.
  public static func bracketMatching(
    symbols: Int = 3, componentMaxima: [Double] = [1, 0.5, 0.5]
  ) throws(PolicyError) -> VerifiableTask {
    guard 1...6 ~= symbols else {
      throw .unusable(field: "symbols", value: Double(symbols), reason: "must be from 1 to 6")
    }
    let colon = 5
    let items = strings(over: [1, 2, 3, 4], lengths: 1...symbols).compactMap { string in
      closing(string).map {
        Item(level: $0.count, prompt: string + [colon], answer: $0)
      }
    }
    return try VerifiableTask(
      name: "brackets", items: items, vocabulary: 3, symbols: [".", ")", "]", "(", "[", ":"],
      componentMaxima: componentMaxima)
  }

  /// What closes a string of brackets; nil where nothing does, or nothing is open.
  ///
  /// The brackets 3 and 4 open, 1 and 2 close them.
  private static func closing(_ string: [Int]) -> [Int]? {
    var open: [Int] = []
    for bracket in string {
      if bracket > 2 {
        open.append(bracket - 2)
      } else if open.popLast() != bracket {
        return nil
      }
    }
    return open.isEmpty ? nil : open.reversed()
  }
}
