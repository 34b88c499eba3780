import GRPO
import RealModule
import Testing

/// `E[min(rho a, clip(rho) a)]` for `a = advantage + sigma e`, by quadrature on each side of `a = 0`.
private func expectedGain(
  _ surrogate: Surrogate, _ family: NoiseFamily, ratio: Double, advantage: Double, sigma: Double
) -> Double {
  func integrand(_ e: Double) -> Double {
    surrogate.clippedGain(ratio, advantage + sigma * e) * (family.density(at: e) ?? .nan)
  }
  let kink = -advantage / sigma
  if let edge = family.law.halfWidth {
    let middle = min(max(kink, -edge), edge)
    return DoubleExponential.integral(from: -edge, to: min(middle, 0), of: integrand)
      + DoubleExponential.integral(from: min(middle, 0), to: max(middle, 0), of: integrand)
      + DoubleExponential.integral(from: max(middle, 0), to: edge, of: integrand)
  }
  let (low, high) = (min(kink, 0), max(kink, 0))
  return DoubleExponential.integral(from: -low) { integrand(-$0) }
    + DoubleExponential.integral(from: low, to: high, of: integrand)
    + DoubleExponential.integral(from: high, of: integrand)
}

/// Claim ClipPenalty: with delta = E[a+] - A+,
/// E[L(a)] = L(A) - delta [(rho - 1 - high)+ + (1 - low - rho)+].
@Suite struct DitheredSurrogateTests {
  @Test(arguments: densities)
  func `dither turns the clip into a hinge on leaving the range`(family: NoiseFamily) throws {
    let surrogate = try Surrogate(clipRange: .dapo)
    for ratio in [0.3, 0.75, 0.8, 1, 1.28, 1.5, 3] {
      for advantage in [-1.3, -0.2, 0, 0.4, 2.0] {
        for sigma in [0.05, 0.5] {
          let kept = try #require(family.positivePart(mean: advantage, sigma: sigma)).first
          let delta = kept - max(advantage, 0)
          let hinge = max(ratio - 1.28, 0) + max(0.8 - ratio, 0)
          let expected = surrogate.clippedGain(ratio, advantage) - delta * hinge
          let integral = expectedGain(
            surrogate, family, ratio: ratio, advantage: advantage, sigma: sigma)
          #expect(abs(integral - expected) < 1e-10, "rho \(ratio), A \(advantage), \(sigma)")
        }
      }
    }
  }

  // A = 0, signs +-.5, rho = 1.5, high = .28: (.5 * 1.28 - .5 * 1.5) / 2 = -.055 = -.25 * .22
  @Test func `two signs by hand`() throws {
    let surrogate = try Surrogate(clipRange: .dapo)
    let mean = (surrogate.clippedGain(1.5, 0.5) + surrogate.clippedGain(1.5, -0.5)) / 2
    #expect(abs(mean + 0.055) < 1e-16)
    let delta = try #require(NoiseFamily.rademacher.positivePart(mean: 0, sigma: 0.5)).first
    #expect(abs(mean + delta * (1.5 - 1.28)) < 1e-16)
  }

  // A = 0, signs +-.5, rho = 4, range .2: with c = 3 (.5 * 1.2 - .5 * 3) / 2 = -.45, without (.6 - 2) / 2.
  @Test func `a dual clip caps the hinge and does not undo it`() throws {
    func mean(_ surrogate: Surrogate) -> Double {
      (surrogate.clippedGain(4, 0.5) + surrogate.clippedGain(4, -0.5)) / 2
    }
    #expect(abs(mean(try Surrogate(clipRange: .standard, dualClip: 3)) + 0.45) < 1e-15)
    #expect(abs(mean(try Surrogate(clipRange: .standard)) + 0.7) < 1e-15)
    #expect(mean(try Surrogate(clipRange: .standard, clipForm: .cispo)) == 0)
    #expect(mean(try Surrogate(clipRange: .standard, clipForm: .mask)) == 0)
  }

  /// E L_c(a) = L_c(A) - delta [(rho - 1 - high)+ - (rho - c)+ + (1 - low - rho)+], Gaussian noise.
  @Test func `under a dual clip the hinge ends at c`() throws {
    let (surrogate, family) = (try Surrogate(clipRange: .dapo, dualClip: 2), NoiseFamily.gaussian)
    for ratio in [0.3, 1, 1.5, 2, 3, 8] {
      for advantage in [-1.3, -0.2, 0, 0.4] {
        let kept = try #require(family.positivePart(mean: advantage, sigma: 0.5)).first
        let hinge = max(ratio - 1.28, 0) - max(ratio - 2, 0) + max(0.8 - ratio, 0)
        let expected =
          surrogate.clippedGain(ratio, advantage) - (kept - max(advantage, 0)) * hinge
        let integral = expectedGain(
          surrogate, family, ratio: ratio, advantage: advantage, sigma: 0.5)
        #expect(abs(integral - expected) < 1e-10, "rho \(ratio), A \(advantage)")
      }
    }
  }

  // Inside the range, and without a clip, dither of a linear advantage changes nothing on average.
  @Test func `inside the range nothing is paid`() throws {
    for surrogate in [try Surrogate(clipRange: .dapo), .policyGradient] {
      let gain = expectedGain(surrogate, .gaussian, ratio: 1.1, advantage: 0.4, sigma: 0.5)
      #expect(abs(gain - 0.44) < 1e-12)
    }
  }
}
