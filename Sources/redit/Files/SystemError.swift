import Foundation

/// Why the system refused, in its own words.
struct SystemError: Error, CustomStringConvertible {
  let number: Int32

  /// The reason of the last call that failed.
  init() { number = errno }

  init(_ number: Int32) { self.number = number }

  var description: String { String(cString: strerror(number)) }
}
