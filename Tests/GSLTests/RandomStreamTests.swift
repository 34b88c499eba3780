import GSL
import TestSupport
import Testing

@Suite struct RandomStreamTests {
  static func words(
    _ generator: Generator, seed: UInt64, stream: UInt64, count: Int = 4
  ) -> [UInt64] {
    var stream = RandomStream(generator, seed: seed, stream: stream)
    return (0..<count).map { _ in stream.nextWord() }
  }

  @Test(arguments: Generator.allCases)
  func `a restarted stream is a new stream`(generator: Generator) {
    var stream = RandomStream(generator, seed: 8, stream: 1)
    for _ in 0..<7 { _ = stream.gaussian() }
    stream.restart(stream: 1 << 33)
    #expect(stream.stream == 1 << 33)
    let words = (0..<4).map { _ in stream.nextWord() }
    #expect(words == Self.words(generator, seed: 8, stream: 1 << 33))
  }

  /// 2000 names: a 31-bit seed would be shared by chance once in a thousand such tests.
  @Test(arguments: Generator.allCases)
  func `neighbouring seeds and streams start with different words`(generator: Generator) {
    var first: Set<[UInt64]> = []
    for stream in 0..<1000 as Range<UInt64> {
      first.insert(Self.words(generator, seed: 5, stream: stream))
      first.insert(Self.words(generator, seed: 6 + stream, stream: 0))
    }
    #expect(first.count == 2000)
  }

  @Test func `the high half of seed and stream matters`() {
    let names: [(UInt64, UInt64)] = [(1, 1), (1 + 1 << 32, 1), (1, 1 + 1 << 32), (1 << 32, 1)]
    for generator in Generator.allCases {
      let words = names.map { Self.words(generator, seed: $0.0, stream: $0.1) }
      #expect(Set(words).count == names.count)
    }
  }

  /// N = 200 000 pairs, |z| <= 5: refuses a correlation of .022 for sure.
  @Test(arguments: Generator.allCases)
  func `neighbouring streams are uncorrelated`(generator: Generator) {
    var left = RandomStream(generator, seed: 99, stream: 7)
    var right = RandomStream(generator, seed: 99, stream: 8)
    let products = (0..<200_000).map { _ in left.gaussian() * right.gaussian() }
    let z = ZScore(products, mean: 0, variance: 1)
    #expect(z.agrees(), "\(z)")
  }

  @Test func `a stream correlated with another is refused`() {
    var left = RandomStream(seed: 99, stream: 7)
    var right = RandomStream(seed: 99, stream: 8)
    let products = (0..<200_000).map { _ in
      let x = left.gaussian()
      return x * (0.03 * x + right.gaussian())
    }
    #expect(ZScore(products, mean: 0, variance: 1).differs())
  }

  @Test func `streams made in tasks give the words of streams made here`() async {
    let words = await withTaskGroup(of: (UInt64, [UInt64]).self) { group in
      for stream in 0..<16 as Range<UInt64> {
        group.addTask { (stream, Self.words(.philox4x64, seed: 1, stream: stream, count: 999)) }
      }
      return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
    }
    for stream in 0..<16 as Range<UInt64> {
      #expect(words[stream] == Self.words(.philox4x64, seed: 1, stream: stream, count: 999))
    }
  }

  @Test func `only Philox jumps`() async {
    await #expect(processExitsWith: .failure) {
      var stream = RandomStream(.taus2, seed: 1)
      stream.jump(toBlock: 2)
    }
  }

  @Test func `generators are named as on the command line`() {
    #expect(Generator.allCases.map(\.rawValue) == ["philox4x64", "mt19937", "taus2", "ranlxd2"])
  }
}
