extension VerifiableTask {
  /// Copying a string behind an opening tag: "b a a :" is answered by "< b a a ."
  ///
  /// The level is the number of letters; all strings of 1 to `longest` letters are prompts. A copy
  /// without the tag is correct but not in the format. V = `letters` + 2, T = `longest` + 2.
  ///
  /// - Parameters:
  ///   - letters: The size of the alphabet, 2 to 8.
  ///   - longest: The length of the longest strings, 1 to 4.
  ///   - componentMaxima: The maxima of correctness, format and progress.
  public static func formattedCopy(
    letters: Int = 2, longest: Int = 3, componentMaxima: [Double] = [1, 0.5, 0.5]
  ) throws(PolicyError) -> VerifiableTask {
    guard 2...8 ~= letters else {
      throw .unusable(field: "letters", value: Double(letters), reason: "must be from 2 to 8")
    }
    guard 1...4 ~= longest else {
      throw .unusable(field: "longest", value: Double(longest), reason: "must be from 1 to 4")
    }
    let (tag, colon) = (1, letters + 2)
    let items = strings(over: (2..<letters + 2).map(\.self), lengths: 1...longest).map {
      Item(level: $0.count, prompt: $0 + [colon], answer: $0, opening: [tag])
    }
    return try VerifiableTask(
      name: "copy", items: items, vocabulary: letters + 2,
      symbols: [".", "<"] + "abcdefgh".prefix(letters).map(String.init) + [":"],
      componentMaxima: componentMaxima)
  }
}
