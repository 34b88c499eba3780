import Testing

@testable import GSL

/// Memory with one owner: its layout, and that it ends with its owner.
struct BufferTests {
  @Test func `every element is set from the start, and by fill`() {
    let buffer = Buffer(repeating: 7, count: 19)
    #expect(buffer.count == 19 && (0..<19).allSatisfy { buffer[$0] == 7 })
    buffer.fill(-1)
    #expect((0..<19).allSatisfy { buffer[$0] == -1 })
    let copied = Buffer([3, 1, 4])
    #expect(copied.count == 3 && copied[0] == 3 && copied[2] == 4)
  }

  @Test func `places are counted in elements, numbers of vectors in eights`() {
    let buffer = Buffer(repeating: SIMD8<Double>.zero, count: 5)
    buffer[3][2] = 0.5
    #expect(buffer.numbers(vectors: 5)[3 * 8 + 2] == 0.5)
    #expect(buffer.numbers(at: 3, vectors: 1)[2] == 0.5)
    buffer.pointer(at: 4, length: 1).pointee[7] = 2
    #expect(buffer[4][7] == 2 && buffer[3].sum() == 0.5)
    let alignment = UInt(MemoryLayout<SIMD8<Double>>.alignment)
    #expect(UInt(bitPattern: buffer.pointer(length: 1)) % alignment == 0)
  }

  private final class Witness {}

  @Test func `what it holds is released with it`() {
    weak var witness: Witness?
    do {
      let first = Witness()
      witness = first
      let buffer = Buffer(repeating: first, count: 4)
      #expect(buffer[3] === first)
    }
    #expect(witness == nil)
  }

  #if DEBUG
    @Test func `builds for debugging refuse an index past the end`() async {
      await #expect(processExitsWith: .failure) {
        let buffer = Buffer(repeating: 0.0, count: 4)
        buffer[4] = 1
      }
      await #expect(processExitsWith: .failure) {
        let buffer = Buffer(repeating: 0.0, count: 4)
        buffer.pointer(at: 2, length: 3).pointee = 1
      }
    }
  #endif
}
