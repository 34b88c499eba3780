internal import CGSL

/// A failure reported by the GNU Scientific Library, with the call that failed as evidence.
///
/// GSL aborts the process on any error unless told otherwise; this module tells it once, before
/// its first call, and throws one of these instead.
public struct GSLError: Error, Equatable, Sendable {
  /// One named argument of the failing call.
  public struct Argument: Equatable, Sendable {
    /// The name of the parameter.
    public let name: String
    /// The value it was given.
    public let value: Double
  }

  /// GSL's error number: 1 for a domain error, 4 for an invalid argument, 11 for too many
  /// iterations, and so on (`gsl_errno.h`).
  public let code: Int

  /// What `gsl_strerror` says about `code`.
  public let message: String

  /// The GSL function that failed, or whose precondition the arguments break.
  public let function: String

  /// The arguments it was given.
  public let arguments: [Argument]

  init(code: Int32, function: String, arguments: KeyValuePairs<String, Double>) {
    self.code = Int(code)
    self.message = String(cString: gsl_strerror(code))
    self.function = function
    self.arguments = arguments.map { Argument(name: $0.key, value: $0.value) }
  }
}

extension GSLError: CustomStringConvertible {
  /// For example `gsl_sf_hyperg_1F1_e(a: 0.5, b: -1.0, x: 2.0): input domain error (1)`.
  public var description: String {
    let list = arguments.map { "\($0.name): \($0.value)" }.joined(separator: ", ")
    return "\(function)(\(list)): \(message) (\(code))"
  }
}
