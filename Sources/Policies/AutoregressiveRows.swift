/// The rows of a law over sequences in which a token depends on its position and the token before.
///
/// Position 0 has one row, the later positions V rows each, in the order of the previous token.
extension SoftmaxTable {
  /// The row a token is drawn from, counted from the first row of the law.
  @inline(__always)
  func row(position: Int, previous: Int) -> Int {
    position == 0 ? 0 : 1 + (position - 1) * width + previous
  }

  /// Writes the probabilities of all sequences by recursion over prefixes, in place from the end.
  ///
  /// A prefix with number i has the extensions `i V ..< (i + 1) V`, none below i, so walking i
  /// downwards overwrites only prefixes that are done with.
  ///
  /// With an end token a prefix that ends in it goes on with that token alone.
  func sequenceProbabilities(
    firstRow: Int, length: Int, endToken: Int? = nil, into result: inout [Double]
  ) {
    result[0] = 1
    var prefixCount = 1
    for position in 0..<length {
      for prefix in (0..<prefixCount).reversed() {
        let base = (firstRow + row(position: position, previous: prefix % width)) * width
        let probability = result[prefix]
        if position > 0, prefix % width == endToken {
          for token in 0..<width {
            result[prefix * width + token] = token == endToken ? probability : 0
          }
          continue
        }
        for token in 0..<width {
          result[prefix * width + token] = probability * probabilities[base + token]
        }
      }
      prefixCount *= width
    }
  }

  /// Writes the probabilities of all sequences that an end token may cut short, by recursion over
  /// prefixes: the completions of a prefix are `places` in a row, that of the end token comes last.
  func endedProbabilities(endToken: Int, places: [Int], into result: inout [Double]) {
    endedProbabilities(
      endToken: endToken, places: places, position: 0, previous: 0, base: 0, probability: 1,
      into: &result)
  }

  private func endedProbabilities(
    endToken: Int, places: [Int], position: Int, previous: Int, base: Int, probability: Double,
    into result: inout [Double]
  ) {
    guard position < places.count else { return result[base] = probability }
    let row = row(position: position, previous: previous) * width
    for token in 0..<width {
      let next = probability * probabilities[row + token]
      let start = base + token * places[position]
      guard token != endToken else {
        result[start] = next
        continue
      }
      endedProbabilities(
        endToken: endToken, places: places, position: position + 1, previous: token, base: start,
        probability: next, into: &result)
    }
  }
}
