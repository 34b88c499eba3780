import GSL
import Testing

/// A statement about every problem of a domain, checked on many random ones.
struct Property: Sendable {
  let domain: Domain
  /// nil when it holds, else what is wrong; `notKnown` where a problem has no exact law.
  let failure: @Sendable (RandomProblem) throws -> String?

  /// A problem without an exact law proves nothing and is drawn again.
  struct NotKnown: Error {}

  /// The first failing problem of `count` random ones, and how many had no exact law.
  func search(
    _ count: Int, seed: UInt64, planted: PlantedMistake? = nil
  ) -> (failing: RandomProblem?, unknown: Int) {
    var random = RandomStream(seed: seed)
    var unknown = 0
    for _ in 0..<count {
      let problem = domain.draw(using: &random).with { $0.planted = planted }
      if let words = verdict(problem) {
        if words != Self.unknown { return (problem, unknown) }
        unknown += 1
      }
    }
    return (nil, unknown)
  }

  /// Checks `count` random problems; at most one in ten may lack an exact law.
  func expect(
    _ count: Int, seed: UInt64 = 20_250_618, _ location: SourceLocation = #_sourceLocation
  ) {
    let (failing, unknown) = search(count, seed: seed)
    if let failing { Issue.record("\(report(failing))", sourceLocation: location) }
    #expect(unknown * 10 <= count, "\(unknown) of \(count) without law", sourceLocation: location)
  }

  /// What went wrong, the problem in full as a command, and the smallest one that still fails.
  func report(_ failing: RandomProblem) -> String {
    let small = smallest(failing)
    return """
      \(verdict(failing) ?? "")
        \(failing.command)
      shrunk: \(verdict(small) ?? "")
        \(small.command)
      """
  }

  func smallest(_ failing: RandomProblem) -> RandomProblem {
    Shrinker(failure: { words($0) }, domain: domain).smallest(failing)
  }

  private static let unknown = "no exact law"

  /// A failure in words; nil also without an exact law.
  private func words(_ problem: RandomProblem) -> String? {
    let words = verdict(problem)
    return words == Self.unknown ? nil : words
  }

  private func verdict(_ problem: RandomProblem) -> String? {
    do {
      return try failure(problem)
    } catch is NotKnown {
      return Self.unknown
    } catch {
      return "\(error)"
    }
  }
}

/// Comparisons that say what they compared.
enum Compare {
  /// nil when two numbers agree to `tolerance` of `scale`.
  static func equal(
    _ name: String, _ found: Double, _ expected: Double, scale: Double, tolerance: Double
  ) -> String? {
    let error = abs(found - expected)
    if error <= tolerance * scale { return nil }
    return "\(name): \(found) for \(expected), off by \(error) at scale \(scale)"
  }

  /// nil when all entries agree to `tolerance` of `scale`.
  static func equal(
    _ name: String, _ found: [Double], _ expected: [Double], scale: Double, tolerance: Double
  ) -> String? {
    guard found.count == expected.count else { return "\(name): wrong count" }
    let pairs = zip(found, expected).enumerated()
    return pairs.lazy.compactMap {
      equal("\(name)[\($0.offset)]", $0.element.0, $0.element.1, scale: scale, tolerance: tolerance)
    }.first
  }
}

extension Optional {
  /// The value, or `Property.NotKnown`.
  var known: Wrapped {
    get throws {
      guard let self else { throw Property.NotKnown() }
      return self
    }
  }
}
