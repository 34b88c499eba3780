@testable import GSL
import TestSupport
import Testing

@Suite struct PhiloxWordsTests {
  /// Word `index` of the stream from the block function, which has known answers.
  static func word(_ index: Int, seed: UInt64, stream: UInt64) -> UInt64 {
    let counter = UInt64(index / 4 + 1)
    return Philox4x64.block(counter: [counter, 0, 0, 0], key: [seed, stream])[index % 4]
  }

  @Test func `fills of any length take the words of the stream one after another`() {
    let words = (0..<1200).map { Self.word($0, seed: 5, stream: 1 << 40) }
    for count in 0...300 {
      var stream = RandomStream(seed: 5, stream: 1 << 40)
      var buffer = [Double](repeating: 0, count: count)
      for turn in 0..<3 {
        stream.fillUniform(&buffer)
        let from = turn * (count + 1)
        let expected = words[from..<from + count].map { Double($0 >> 11) * 0x1p-53 }
        #expect(buffer == expected)
        let next = stream.nextWord()
        #expect(next == words[from + count])
      }
    }
  }

  @Test func `words taken one by one are those of the stream, also where batches begin`() {
    var stream = RandomStream(seed: 6, stream: 2)
    for index in 0..<2000 {
      let word = stream.nextWord()
      #expect(word == Self.word(index, seed: 6, stream: 2))
    }
  }

  /// 10^7 draws of each, seeds 1 to 4: not a bit differs. One word skipped is refused.
  @Test func `uniform variates are those of GSL's functions`() {
    for seed in 1...4 as ClosedRange<UInt64> {
      var pair = DrawPair(seed: seed)
      pair.compareFills(2_500_000) { stream, buffer in
        var values = Array(buffer)
        stream.fillUniform(&values)
        for i in buffer.indices { buffer[i] = values[i] }
      }
      pair.compareFills(2_500_000) { stream, buffer in
        for i in buffer.indices { buffer[i] = stream.uniform() }
      }
      #expect(pair.differences == 0)
      _ = pair.own.nextWord()
      pair.compareFills(1) { stream, buffer in
        for i in buffer.indices { buffer[i] = stream.uniform() }
      }
      #expect(pair.differences > 0)
    }
  }

  /// Two million fills and draws of all kinds in a random order, with jumps and restarts among them;
  /// SplitMix seed 3.
  @Test func `a mixture of all variates is that of GSL's functions`() throws {
    var choice = SplitMix(seed: 3)
    var pair = DrawPair(seed: 12, stream: 7)
    let table = try AliasTable(weights: (1...37).map(Double.init))
    for _ in 0..<2_000_000 {
      let (kind, parameter) = (choice.next() % 16, choice.next())
      pair.compare(Int(choice.next() % 12)) { stream, buffer in
        guard let start = buffer.baseAddress else { return }
        switch kind {
        case 0: stream.fillGaussian(start, count: buffer.count)
        case 1:
          stream.fillSquaredNorms(start, count: buffer.count, dimension: Int(parameter % 9))
        case 2:
          for i in buffer.indices { buffer[i] = stream.gamma(shape: 0.7, scale: 3) }
        case 3:
          for i in buffer.indices { buffer[i] = Double(table.draw(using: &stream)) }
        case 4:
          var picks = [Int](repeating: 0, count: buffer.count)
          table.fill(&picks, using: &stream)
          for i in buffer.indices { buffer[i] = Double(picks[i]) }
        case 5:
          for i in buffer.indices { buffer[i] = Double(stream.nextWord() >> 11) }
        case 6:
          for i in buffer.indices { buffer[i] = stream.studentT(degreesOfFreedom: 3) }
        case 7:
          for i in buffer.indices { buffer[i] = stream.laplace() }
        case 8:
          for i in buffer.indices { buffer[i] = stream.rademacher() }
        case 9:
          for i in buffer.indices {
            buffer[i] = Double(stream.binomial(trials: 9, probability: 0.3))
          }
        case 10:
          for i in buffer.indices { buffer[i] = stream.uniformPositive() }
        case 11 where parameter % 64 == 0: stream.jump(toBlock: parameter >> 20)
        case 12 where parameter % 64 == 0: stream.restart(stream: parameter)
        default:
          for i in buffer.indices { buffer[i] = stream.gaussian() }
        }
      }
    }
    #expect(pair.differences == 0)
  }
}
