/// Bad data met by the analysis; the message names the quantity and its value.
public struct AnalysisError: Error, Hashable, CustomStringConvertible {
  /// One line, without a full stop.
  public let description: String

  /// An error with its one-line message.
  public init(_ description: String) { self.description = description }
}
