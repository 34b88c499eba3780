/// Why a run cannot be read, in one line.
public struct AuditError: Error, Hashable, Sendable, CustomStringConvertible {
  /// One line.
  public let description: String

  init(_ description: String) { self.description = description }
}
