/// Whole numbers on the command line, written as `100000` or `1e5`.
enum WholeNumber {
  /// The value of a text, if it is a whole number that an integer can hold.
  static func value(_ text: String) -> Int? {
    if let number = Int(text) { return number }
    guard text.contains(where: { "eE".contains($0) }), let number = Double(text) else { return nil }
    return Int(exactly: number)
  }

  /// Options that take one whole number.
  static let options = [
    "--groups", "--seed", "--threads", "--batch-groups", "--vocabulary", "--length", "--ddof",
    "--steps", "--runs", "--every", "--until", "--prompts-per-step", "--draws", "--inner-steps",
    "--warm-up", "--hidden", "--seeds", "--shards",
  ]

  /// The arguments with the whole numbers of these options in digits, as the parser reads them.
  static func spelledOut(_ arguments: [String]) -> [String] {
    arguments.indices.map { index in
      let argument = arguments[index]
      if index > 0, options.contains(arguments[index - 1]) { return digits(argument) }
      guard let equals = argument.firstIndex(of: "="), options.contains(String(argument[..<equals]))
      else { return argument }
      return argument[...equals] + digits(String(argument[argument.index(after: equals)...]))
    }
  }

  private static func digits(_ text: String) -> String { value(text).map(String.init) ?? text }
}
