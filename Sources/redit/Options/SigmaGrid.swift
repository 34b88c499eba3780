import Analysis
import ArgumentParser
import Platform
import RealModule

/// Numbers on the command line: a list `0,0.05,0.3`, a range `0:1:25` (start:stop:count) or a
/// geometric range `log:1e-4:1:25`.
struct NumberGrid {
  let values: [Double]

  /// - Parameter check: throws for a number that is out of place.
  init(_ text: String, check: (Double) throws -> Void) throws {
    let isGeometric = text.hasPrefix("log:")
    let body = isGeometric ? String(text.dropFirst(4)) : text
    if isGeometric || body.contains(":") {
      values = try Self.range(body, isGeometric: isGeometric, check: check)
    } else {
      values = try body.split(separator: ",", omittingEmptySubsequences: false).map {
        try Self.number($0, check: check)
      }
    }
  }

  private static func range(
    _ text: String, isGeometric: Bool, check: (Double) throws -> Void
  ) throws -> [Double] {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 3, let count = Int(parts[2].trimmingSpaces), count >= 2 else {
      throw ValidationError("a range is start:stop:count with a count of at least 2")
    }
    guard count <= 10_000 else { throw ValidationError("at most 10000 values") }
    let (start, stop) = (try number(parts[0], check: check), try number(parts[1], check: check))
    guard start < stop else { throw ValidationError("a range goes upwards") }
    guard isGeometric else {
      return (0..<count).map {
        rounded(start + (stop - start) * Double($0) / Double(count - 1), digits: 15)
      }
    }
    guard start > 0 else { throw ValidationError("a geometric range starts above 0") }
    let step = Double.log(stop / start) / Double(count - 1)
    return (0..<count).map {
      // The end as it was typed, which the exponential would miss by rounding.
      $0 == count - 1 ? stop : rounded(start * .exp(step * Double($0)), digits: 12)
    }
  }

  /// So that a decade reads 0.01 and not 0.00999..., and a tenth 0.3 and not 0.30000000000000004.
  private static func rounded(_ value: Double, digits: Int) -> Double {
    Double(NumberText.printed("%.\(digits)g", value)) ?? value
  }

  private static func number(_ text: Substring, check: (Double) throws -> Void) throws -> Double {
    guard let value = Double(text.trimmingSpaces) else {
      throw ValidationError("'\(text)' is not a number")
    }
    try check(value)
    return value
  }
}

/// Standard deviations of the noise, as a list or range.
struct SigmaGrid {
  let values: [Double]

  /// Values known to be standard deviations.
  init(values: [Double]) { self.values = values }

  init(_ text: String) throws {
    values = try NumberGrid(text) { value in
      guard value.isFinite, value >= 0 else {
        throw ValidationError("a standard deviation is finite and not negative")
      }
      guard value == 0 || Setting.sigmaRange.contains(value) else {
        throw ValidationError("beyond what squares can hold: 0, or from 1e-150 to 1e150")
      }
    }.values
  }
}
