extension VerifiableTask {
  /// Sums modulo m: "2 + 4 =" is answered by one digit.
  ///
  /// Level 1: one summand is 0; level 2: the sum stays below m; level 3: it wraps around. All m^2
  /// pairs are prompts. V = m + 1, T = 2.
  ///
  /// - Parameters:
  ///   - modulus: The number of digits m, at least 2.
  ///   - componentMaxima: The maxima of correctness, format and progress; progress is the same as
  ///     correctness here and left out by default.
  public static func modularAddition(
    modulus: Int = 5, componentMaxima: [Double] = [1, 0.5, 0]
  ) throws(PolicyError) -> VerifiableTask {
    guard modulus >= 2 else {
      throw .unusable(field: "modulus", value: Double(modulus), reason: "must be at least 2")
    }
    // Token 0 is `end`: digit d is token d + 1, and these two come after the last digit.
    let (plus, equals) = (modulus + 1, modulus + 2)
    var items: [Item] = []
    for left in 0..<modulus {
      for right in 0..<modulus {
        let sum = left + right
        items.append(
          Item(
            level: left == 0 || right == 0 ? 1 : sum < modulus ? 2 : 3,
            prompt: [left + 1, plus, right + 1, equals], answer: [sum % modulus + 1]))
      }
    }
    return try VerifiableTask(
      name: "modular addition", items: items, vocabulary: modulus + 1,
      symbols: ["."] + (0..<modulus).map(String.init) + ["+", "="],
      componentMaxima: componentMaxima)
  }
}
