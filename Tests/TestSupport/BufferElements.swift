public import GSL

extension Buffer {
  /// A copy of all elements, in their order.
  public var elements: [Element] { (0..<count).map { self[$0] } }
}
