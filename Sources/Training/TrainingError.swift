/// Bad data met by training; the message names the quantity and its value.
public struct TrainingError: Error, Hashable, CustomStringConvertible {
  /// One line, without a full stop.
  public let description: String

  /// An error with its one-line message.
  public init(_ description: String) { self.description = description }
}
