import GSL
import RealModule
import Testing

@testable import Analysis

/// The likelihood of beta-binomial counts and its peak.
struct BetaBinomialFitTests {
  /// 200 prompts with rates from Beta(a, b), completions from 3 to 10, seed 7.
  private static func draw(a: Double, b: Double) -> (correct: [Int], completions: [Int]) {
    var stream = RandomStream(seed: 7)
    var (correct, completions) = ([Int](), [Int]())
    for _ in 0..<200 {
      let right = stream.gamma(shape: a, scale: 1)
      let rate = right / (right + stream.gamma(shape: b, scale: 1))
      let n = 3 + stream.index(below: 8)
      completions.append(n)
      correct.append((0..<n).count { _ in stream.uniform() < rate })
    }
    return (correct, completions)
  }

  private static func counts(
    _ data: (correct: [Int], completions: [Int]), times: Int = 1
  ) throws -> PassRateCounts {
    let repeated = { (values: [Int]) in (0..<times).flatMap { _ in values } }
    return try PassRateCounts(
      correct: repeated(data.correct), completions: repeated(data.completions),
      weights: repeated(data.correct).map { _ in 1 })
  }

  /// log B(a + k, b + n - k) - log B(a, b), over all prompts; binomial coefficients do not know a and b.
  private static func likelihood(
    _ data: (correct: [Int], completions: [Int]), _ a: Double, _ b: Double
  ) -> Double {
    let logBeta = { (x: Double, y: Double) in
      Double.logGamma(x) + .logGamma(y) - .logGamma(x + y)
    }
    return zip(data.correct, data.completions).reduce(0) {
      let (k, n) = (Double($1.0), Double($1.1))
      return $0 + logBeta(a + k, b + n - k) - logBeta(a, b)
    }
  }

  @Test(arguments: [(0.05, 0.3), (0.6, 0.5), (1, 1), (4, 9), (300, 20)])
  func `the likelihood is that of gamma functions`(a: Double, b: Double) throws {
    let data = Self.draw(a: 0.6, b: 0.9)
    let found = try BetaBinomialLikelihood(Self.counts(data))
    let right = Self.likelihood(data, a, b)
    #expect(abs(found.value(alpha: a, beta: b) / right - 1) < 1e-11)
    // Central differences over log alpha and log beta, h = 1e-4: h^2 and 1e-12/h^2 of the value.
    let h = 1e-4
    let at = { (u: Double, v: Double) in found.value(alpha: a * .exp(u * h), beta: b * .exp(v * h))
    }
    let (slope, information) = found.derivatives(alpha: a, beta: b)
    #expect(abs(slope[0] - (at(1, 0) - at(-1, 0)) / (2 * h)) < 1e-4)
    #expect(abs(slope[1] - (at(0, 1) - at(0, -1)) / (2 * h)) < 1e-4)
    let second = [
      at(1, 0) - 2 * at(0, 0) + at(-1, 0), (at(1, 1) - at(1, -1) - at(-1, 1) + at(-1, -1)) / 4,
      at(0, 1) - 2 * at(0, 0) + at(0, -1),
    ].map { -$0 / (h * h) }
    #expect(information[1] == information[2])
    for (x, y) in zip([information[0], information[1], information[3]], second) {
      #expect(abs(x - y) < 1e-3 * max(1, abs(y)), "\(information), \(second)")
    }
  }

  /// No neighbour is likelier, the covariance is the inverse of the information, and the law that the counts
  /// were drawn from lies within five standard errors.
  @Test(arguments: [(0.6, 0.9), (2, 5), (0.2, 0.2)])
  func `the fit is the peak`(a: Double, b: Double) throws {
    let data = Self.draw(a: a, b: b)
    let counts = try Self.counts(data)
    let fit = try BetaBinomialFit(counts)
    let best = Self.likelihood(data, fit.alpha, fit.beta)
    for direction in 0..<8 {
      let angle = Double(direction) * .pi / 4
      let near = Self.likelihood(
        data, fit.alpha * .exp(0.01 * .cos(angle)), fit.beta * .exp(0.01 * .sin(angle)))
      #expect(near < best, "direction \(direction)")
    }
    let (slope, information) = BetaBinomialLikelihood(counts)
      .derivatives(alpha: fit.alpha, beta: fit.beta)
    #expect(slope.allSatisfy { abs($0) < 1e-8 })
    let c = fit.covariance
    let product = [
      information[0] * c[0] + information[1] * c[2], information[0] * c[1] + information[1] * c[3],
      information[2] * c[0] + information[3] * c[2], information[2] * c[1] + information[3] * c[3],
    ]
    for (x, y) in zip(product, [1.0, 0, 0, 1]) { #expect(abs(x - y) < 1e-7) }
    #expect(abs(Double.log(fit.alpha / a)) < 5 * c[0].squareRoot(), "\(fit)")
    #expect(abs(Double.log(fit.beta / b)) < 5 * c[3].squareRoot(), "\(fit)")
  }

  @Test func `wrong for right exchanges alpha and beta, more of the same narrows the fit`() throws {
    let data = Self.draw(a: 0.6, b: 0.9)
    let fit = try BetaBinomialFit(Self.counts(data))
    let mirrored = try BetaBinomialFit(
      Self.counts((zip(data.completions, data.correct).map { $0 - $1 }, data.completions)))
    #expect(abs(mirrored.alpha / fit.beta - 1) < 1e-9 && abs(mirrored.beta / fit.alpha - 1) < 1e-9)
    for (x, y) in zip([3, 2, 1, 0].map { mirrored.covariance[$0] }, fit.covariance) {
      #expect(abs(x / y - 1) < 1e-7)
    }
    let thrice = try BetaBinomialFit(Self.counts(data, times: 3))
    #expect(abs(thrice.alpha / fit.alpha - 1) < 1e-9)
    for (x, y) in zip(thrice.covariance, fit.covariance) { #expect(abs(3 * x / y - 1) < 1e-7) }
  }

  /// Half of the prompts with 4 and half with 5 of 9: less scatter than equal rates would make.
  @Test func `counts that scatter less than equal rates have no peak`() throws {
    let correct = (0..<40).map { 4 + $0 % 2 }
    let error = #expect(throws: AnalysisError.self) {
      try BetaBinomialFit(Self.counts((correct, correct.map { _ in 9 })))
    }
    #expect(error?.description.contains("40 prompts do not tell how pass rates differ") == true)
  }
}
