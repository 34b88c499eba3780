internal import CGSL

/// GSL's error handling: the aborting handler is off, and each status becomes a thrown error.
enum Status {
  private static let handlerOff: Void = { _ = gsl_set_error_handler_off() }()

  /// Turns GSL's aborting handler off, on the first call and once for the process; every entry
  /// point that can fail calls it.
  static func prepare() { _ = handlerOff }

  static let success = Int32(GSL_SUCCESS)
  static let domain = Int32(GSL_EDOM)
  static let invalid = Int32(GSL_EINVAL)
  static let failed = Int32(GSL_EFAILED)
  static let underflow = Int32(GSL_EUNDRFLW)
  static let exhausted = Int32(GSL_EMAXITER)
  static let unfinished = Int32(GSL_CONTINUE)
  static let badFunction = Int32(GSL_EBADFUNC)

  /// Throws unless `status` reports success.
  static func check(
    _ status: Int32, _ function: StaticString,
    _ arguments: @autoclosure () -> KeyValuePairs<String, Double>
  ) throws {
    guard status == success else {
      throw GSLError(code: status, function: "\(function)", arguments: arguments())
    }
  }

  /// Throws a domain error unless `condition` holds.
  static func require(
    _ condition: Bool, _ function: StaticString,
    _ arguments: @autoclosure () -> KeyValuePairs<String, Double>
  ) throws {
    try check(condition ? success : domain, function, arguments())
  }
}
