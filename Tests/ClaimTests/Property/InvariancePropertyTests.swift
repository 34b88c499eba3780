import GRPO
import Testing

@testable import Analysis

/// What no advantage and no noise may change: units, zero points, names.
struct InvariancePropertyTests {
  private static func compare(
    _ found: (gradient: [Double], second: Double), _ expected: (gradient: [Double], second: Double)
  ) -> String? {
    let size = expected.second.squareRoot()
    return Compare.equal("E g", found.gradient, expected.gradient, scale: size, tolerance: 1e-8)
      ?? Compare.equal(
        "E norm(g)^2", found.second, expected.second, scale: expected.second, tolerance: 1e-8)
  }

  /// Leave-one-out standardization leaves groups whose others agree in reward units, which signs
  /// as noise bring about: there the unit shows.
  @Test func `another unit of reward scales linear advantages and leaves the others`() {
    Self.unit.expect(1200)
  }

  static let unit: Property = {
    let unit = 37.5
    return Property(domain: Domain()) { problem in
      if problem.kind == .leaveOneOutStandardized && problem.family == .rademacher { return nil }
      let scaled = problem.with {
        $0.rewards = $0.rewards.map { unit * $0 }
        $0.sigma *= unit
        $0.stabilizer *= unit
      }
      let isLinear = try problem.setting.advantage.isLinear
      let factor = isLinear ? unit : 1
      let before = try problem.moments()
      return Self.compare(
        try scaled.moments(),
        (before.gradient.map { factor * $0 }, factor * factor * before.second))
    }
  }()

  @Test func `another zero of the rewards changes nothing once a baseline is subtracted`() {
    Self.zero.expect(1200)
  }

  static let zero: Property = {
    var domain = Domain()
    domain.kinds.removeAll { $0 == .reinforce }
    return Property(domain: domain) { problem in
      let shifted = problem.with { $0.rewards = $0.rewards.map { $0 + 3.7 } }
      return Self.compare(try shifted.moments(), try problem.moments())
    }
  }()

  @Test func `arms in another order have their gradients in that order`() {
    Self.order.expect(1200)
  }

  static let order: Property = {
    var domain = Domain()
    domain.allowsSequences = false
    return Property(domain: domain) { problem in
      let turned = problem.with {
        $0.logits = Self.turned($0.logits)
        $0.rewards = Self.turned($0.rewards)
      }
      let before = try problem.moments()
      return Self.compare(
        try turned.moments(), (Self.turned(before.gradient), before.second))
    }
  }()

  private static func turned(_ values: [Double]) -> [Double] {
    Array(values.dropFirst() + values.prefix(1))
  }
}
