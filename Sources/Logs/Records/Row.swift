/// A row that is being read: a word for each slot, the words of one slot side by side with those of
/// the other rows.
struct Row {
  private let words: UnsafeMutablePointer<UInt64>
  private let stride: Int

  /// - Parameters:
  ///   - words: the first slot.
  ///   - stride: words from one slot to the next.
  init(_ words: UnsafeMutablePointer<UInt64>, stride: Int) {
    self.words = words
    self.stride = stride
  }

  @inline(__always)
  subscript(slot: Int) -> UInt64 {
    get { words[slot &* stride] }
    nonmutating set { words[slot &* stride] = newValue }
  }
}
