import GSL
import Testing

@testable import Analysis

/// Merging rounds: which pieces are merged first is seen in the last digits.
struct SumTreeTests {
  /// Pieces of a few uniform draws of very different size.
  private static func pieces(_ count: Int) -> [[MomentAccumulator]] {
    var stream = RandomStream(seed: 8, stream: 1)
    return (0..<count).map { _ in
      var accumulator = MomentAccumulator(dimension: 2)
      for _ in 0..<3 {
        accumulator.add(blockSum: [stream.uniform(), 1e3 * stream.uniform()], count: 2)
      }
      accumulator.note(maximum: stream.uniform())
      return [accumulator]
    }
  }

  private static func merge(_ pieces: [[MomentAccumulator]]) -> [MomentAccumulator] {
    var total = pieces[0]
    for piece in pieces.dropFirst() { total[0].merge(piece[0]) }
    return total
  }

  private static func tree(
    _ pieces: [[MomentAccumulator]], _ lotSize: Int, radix: Int
  ) -> [MomentAccumulator] {
    var tree = SumTree(TreeShape(lotSize: lotSize, radix: radix))
    for piece in pieces { tree.add(piece) }
    return tree.close()
  }

  /// By hand: ((0 1 2)(3 4 5)(6 7 8)) ((9 10 11)(12 13)).
  @Test func `pieces make lots and lots of lots`() {
    let p = Self.pieces(14)
    let merge = Self.merge
    let first = merge([merge(Array(p[0...2])), merge(Array(p[3...5])), merge(Array(p[6...8]))])
    let second = merge([merge(Array(p[9...11])), merge(Array(p[12...13]))])
    let found = Self.tree(p, 3, radix: 3)
    #expect(found[0].bits == merge([first, second])[0].bits)
    // In the plain order, and in lots without lots of lots, other bits: they would be seen.
    let lots = stride(from: 0, to: 14, by: 3).map { merge(Array(p[$0..<min($0 + 3, 14)])) }
    #expect(found[0].bits != merge(p)[0].bits && found[0].bits != merge(lots)[0].bits)
  }

  @Test func `what fits in one lot is merged from left to right`() {
    for count in [1, 2, 255, 256] {
      let pieces = Self.pieces(count)
      #expect(Self.tree(pieces, 256, radix: 16)[0].bits == Self.merge(pieces)[0].bits)
    }
    let more = Self.pieces(300)
    #expect(Self.tree(more, 256, radix: 16)[0].bits != Self.merge(more)[0].bits)
  }

  /// By hand: lots of four, two of them a lot of lots: ((0..3)(4..7)) ((8..11)(12..13)).
  @Test func `lots of lots have a size of their own`() {
    let p = Self.pieces(14)
    let lots = stride(from: 0, to: 14, by: 4).map { Self.merge(Array(p[$0..<min($0 + 4, 14)])) }
    let right = Self.merge([Self.merge(Array(lots[0...1])), Self.merge(Array(lots[2...3]))])
    #expect(Self.tree(p, 4, radix: 2)[0].bits == right[0].bits)
    for (lotSize, radix) in [(4, 4), (2, 4), (2, 2)] {
      #expect(Self.tree(p, lotSize, radix: radix)[0].bits != right[0].bits)
    }
    #expect(TreeShape.usual == TreeShape(lotSize: 256, radix: 16))
  }

  /// Sums of lots added where the lots stand are those of their pieces.
  @Test(arguments: [1, 2, 3]) func `a lot stands for its pieces`(level: Int) {
    let pieces = Self.pieces(47)
    let width = [1, 3, 9, 27][level]
    var tree = SumTree(TreeShape(lotSize: 3, radix: 3))
    for start in stride(from: 0, to: 47, by: width) {
      let piece = Array(pieces[start..<min(start + width, 47)])
      tree.add(Self.tree(piece, 3, radix: 3), level: level)
    }
    #expect(tree.close()[0].bits == Self.tree(pieces, 3, radix: 3)[0].bits)
    #expect(tree.close().isEmpty)
  }
}

extension MomentAccumulator {
  /// Every bit of what was added up.
  var bits: [UInt64] {
    (mean + covarianceOfMean() + [maximum] + squares).map(\.bitPattern)
      + [UInt64(sampleCount), UInt64(blockCount)]
  }
}
