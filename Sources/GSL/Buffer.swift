/// Memory of a fixed number of elements for inner loops: allocated once, at the start of a line of the cache, set
/// from the start and freed with its owner.
///
/// Builds for debugging, those of the tests, check every index; others check none. Unlike an array it is
/// never copied, and writing needs no mutable owner. Threads may share one once nobody writes any more.
///
/// Public, and not of the package alone: only so do its accessors come out as plain loads and stores in other modules.
public struct Buffer<Element>: ~Copyable, @unchecked Sendable {
  /// How many elements there are.
  public let count: Int
  @usableFromInline let start: UnsafeMutablePointer<Element>

  /// `count` elements, all of one value.
  @inlinable
  public init(repeating value: Element, count: Int) {
    self.count = count
    start = Self.allocate(count)
    start.initialize(repeating: value, count: count)
  }

  /// These elements, in their order.
  @inlinable
  public init(_ elements: [Element]) {
    count = elements.count
    start = Self.allocate(count)
    start.initialize(from: elements, count: count)
  }

  /// Swift aligns vectors to 16 bytes only: each of eight numbers would lie across two lines.
  @inlinable
  static func allocate(_ count: Int) -> UnsafeMutablePointer<Element> {
    UnsafeMutableRawPointer.allocate(
      byteCount: count * MemoryLayout<Element>.stride, alignment: 64
    ).bindMemory(to: Element.self, capacity: count)
  }

  @inlinable
  deinit {
    start.deinitialize(count: count)
    start.deallocate()
  }

  /// An element, from 0.
  @inlinable
  public subscript(index: Int) -> Element {
    @inline(__always)
    get {
      check(index, 1)
      return start[index]
    }
    @inline(__always)
    nonmutating _modify {
      check(index, 1)
      yield &start[index]
    }
  }

  /// The place of an element that `length` - 1 others follow, which are read or written with it. It lasts as long as the
  /// buffer.
  @inlinable @inline(__always)
  public func pointer(at index: Int = 0, length: Int) -> UnsafeMutablePointer<Element> {
    check(index, length)
    return start + index
  }

  /// Sets all elements.
  @inlinable
  public func fill(_ value: Element) { start.update(repeating: value, count: count) }

  @inlinable @inline(__always)
  func check(_ index: Int, _ length: Int) {
    #if DEBUG
      precondition(
        index >= 0 && length >= 0 && index + length <= count,
        "\(length) elements from \(index) of a buffer of \(count)")
    #endif
  }
}

extension Buffer where Element == SIMD8<Double> {
  /// The place of the numbers of so many vectors, eight each.
  @inlinable @inline(__always)
  public func numbers(at index: Int = 0, vectors: Int) -> UnsafeMutablePointer<Double> {
    UnsafeMutableRawPointer(pointer(at: index, length: vectors)).assumingMemoryBound(
      to: Double.self)
  }
}
