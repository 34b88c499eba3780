/// Why the system refused, in its own words.
public struct SystemError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The number that C calls `errno`.
  public let number: Int32

  /// The reason of the last call of this thread that failed.
  public init() { number = errno }

  /// A reason by its number.
  public init(_ number: Int32) { self.number = number }

  /// The words of `strerror`.
  public var description: String { String(cString: strerror(number)) }
}
