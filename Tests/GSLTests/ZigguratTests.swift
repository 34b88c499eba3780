@testable import GSL
import TestSupport
import Testing

/// Numbers are compared bit for bit with `gsl_ran_gaussian_ziggurat`. GSL may be compiled with fused
/// multiplication and addition on other processors, where variates near an edge could then differ.
@Suite struct ZigguratTests {
  /// A word that falls into `layer`, from 128 on to the right, at `place`, below 2^24.
  static func word(_ layer: Int, _ place: Int) -> UInt64 {
    UInt64(layer) | UInt64(place) << 8 | 0xABCD << 40
  }

  /// Decided at once.
  static let plain = word(64, 1)

  /// The first of the 2^53 uniform variates that puts a place of a layer above the curve.
  static func threshold(_ stream: inout RandomStream, layer: Int, place: Int) -> UInt64 {
    var (low, high) = (0 as UInt64, 1 << 53 as UInt64)
    while low < high {
      let middle = low + (high - low) / 2
      stream.plant([word(layer, place), middle << 11, plain])
      _ = stream.gaussian()
      if stream.unusedWords == 1 { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// What the layers of one height decide, by the edges of the places and of the heights.
  static func thresholds(
    _ stream: inout RandomStream, layers: [Int], _ table: Ziggurat
  ) -> [UInt64] {
    layers.flatMap { layer in
      let inside = Int(table.layers[layer].inside)
      return [1, 2, 3, 4].map { quarter in
        let place = inside + ((1 << 24) - inside) * quarter / 5
        return threshold(&stream, layer: layer, place: place)
      }
    }
  }

  static func difference(of table: Ziggurat, layer: Int) -> Bool {
    var pair = DrawPair(seed: 1)
    pair.own.ziggurat = table
    let inside = Int(Ziggurat.standard.layers[layer].inside)
    for place in [1, inside - 1, inside] where place >= 0 {
      if pair.differs(planting: [word(layer, place), 0, plain, plain], { $0.gaussian() }) {
        return true
      }
    }
    return false
  }

  @Test func `every layer has GSL's width and GSL's places under the curve`() {
    for layer in 0..<256 { #expect(!Self.difference(of: .standard, layer: layer), "\(layer)") }
  }

  @Test func `a width off by one unit in the last place, or one place, is refused`() {
    for layer in 0..<256 {
      var table = Ziggurat()
      table.layers[layer].step = table.layers[layer].step.nextUp
      #expect(Self.difference(of: table, layer: layer), "\(layer)")
      table = Ziggurat()
      table.layers[layer].inside += layer % 128 == 0 ? 2 : 1
      #expect(Self.difference(of: table, layer: layer), "\(layer)")
      if layer % 128 == 0 { continue }
      table = Ziggurat()
      table.layers[layer].inside -= 1
      #expect(Self.difference(of: table, layer: layer), "\(layer)")
    }
  }

  @Test func `every height decides as GSL's, and one unit in the last place is refused`() {
    var own = RandomStream(seed: 1)
    var library = RandomStream(seed: 1)
    library.inPlace = nil
    let standard = Ziggurat.standard
    for i in 0..<128 {
      // Height i closes layer i at the top and layer i - 1 below; layer 127 has no use for it.
      let layers = [i - 1, i].filter { 0 <= $0 && $0 < 127 }
      let expected = Self.thresholds(&library, layers: layers, standard)
      own.ziggurat = standard
      #expect(Self.thresholds(&own, layers: layers, standard) == expected, "\(i)")
      let table = Ziggurat()
      table.heights[i] = i == 0 ? 1.0.nextDown : table.heights[i].nextUp
      own.ziggurat = table
      #expect(Self.thresholds(&own, layers: layers, standard) != expected, "\(i)")
    }
  }

  /// 100,000 pairs of uniform variates, SplitMix seed 4.
  @Test func `the tail is GSL's`() {
    var random = SplitMix(seed: 4)
    var pair = DrawPair(seed: 1)
    for _ in 0..<100_000 {
      let words = [
        Self.word(random.next() % 2 == 0 ? 127 : 255, (1 << 24) - 1), random.next(), random.next(),
        Self.plain, Self.plain,
      ]
      let differs = pair.differs(planting: words) { $0.gaussian() }
      #expect(!differs, "\(words)")
    }
  }

  /// 10^7 draws by fills and 2.5 * 10^6 one by one, seeds 1 to 5: not a bit differs.
  @Test(arguments: 1...5 as ClosedRange<UInt64>)
  func `normal variates are those of GSL's function`(seed: UInt64) {
    var pair = DrawPair(seed: seed, stream: seed << 33)
    pair.compareFills(2_000_000) { $0.fillGaussian($1.baseAddress!, count: $1.count) }
    pair.compareFills(500_000) { stream, buffer in
      for i in buffer.indices { buffer[i] = stream.gaussian() }
    }
    #expect(pair.differences == 0)
  }

  @Test func `one width off by one unit in the last place is refused by draws`() {
    let table = Ziggurat()
    table.layers[200].step = table.layers[200].step.nextUp
    var pair = DrawPair(seed: 1)
    pair.own.ziggurat = table
    pair.compareFills(10_000) { $0.fillGaussian($1.baseAddress!, count: $1.count) }
    #expect(pair.differences > 0)
  }
}
