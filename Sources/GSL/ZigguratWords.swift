/// Words that normal variates are drawn from.
protocol ZigguratWords {
  /// The next word.
  mutating func next() -> UInt64

  /// ``Ziggurat/edge(_:_:uniform:)`` with uniform variates of the next words.
  mutating func edge(_ ziggurat: Ziggurat, _ x: Double, _ layer: Int) -> Double?
}
