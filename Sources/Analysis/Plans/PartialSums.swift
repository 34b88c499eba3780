/// What contiguous chunks of a plan come to: a chunk, a lot, a lot of lots, or all.
package struct PartialSums: Sendable {
  /// Their numbers.
  package let chunks: Range<Int>
  let sums: [MomentAccumulator]

  init(chunks: Range<Int>, sums: [MomentAccumulator]) {
    (self.chunks, self.sums) = (chunks, sums)
  }
}

extension PartialSums: Codable {
  private enum CodingKeys: String, CodingKey { case chunks, sums }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode([chunks.lowerBound, chunks.upperBound], forKey: .chunks)
    try container.encode(sums, forKey: .sums)
  }

  /// - Throws: `DecodingError` for what was not encoded.
  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let bounds = try container.decode([Int].self, forKey: .chunks)
    guard bounds.count == 2, 0 <= bounds[0], bounds[0] < bounds[1] else {
      throw DecodingError.dataCorruptedError(
        forKey: .chunks, in: container, debugDescription: "\(bounds) are no chunks")
    }
    self.init(
      chunks: bounds[0]..<bounds[1],
      sums: try container.decode([MomentAccumulator].self, forKey: .sums))
  }
}
