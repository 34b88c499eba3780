import GRPO
import GSL
import RealModule
import Testing

@testable import Audit

/// Levels and noise in the values of one column, over sizes, families and laws that are neither.
@Suite struct NoiseSearchTests {
  private static func family(_ name: String) throws -> NoiseFamily {
    try NoiseFamily(name: name, parameters: NoiseParameters(degreesOfFreedom: 5))
  }

  /// What is found in logs of as many rewards, half of them 0 and half 1, seeds 1 to `logs`.
  private static func readings(
    _ family: NoiseFamily, sigma: Double, rows: Int, logs: Int
  ) -> [NoiseReading] {
    (1...logs).map { seed in
      var random = RandomStream(seed: UInt64(seed), stream: 21)
      return NoiseSearch.reading(
        (0..<rows).map { _ in
          (random.uniform() < 0.5 ? 1 : 0) + sigma * family.standardDraw(using: &random)
        })
    }
  }

  private static func fits(_ readings: [NoiseReading]) -> [NoiseFit] {
    readings.compactMap { if case .found(let fit) = $0 { fit } else { nil } }
  }

  /// N = 1,000 logs each (60 of 4,096 rewards). Odds of 100 let a wrong name pass in one log of a hundred at most; a
  /// rate of 2% fails with probability .99. At odds of 20 Student's t has 18 wrong names of 128 rewards, and without
  /// the price of ends Gaussian noise 78 of 64. A coverage of .95 is within .93 to .97 with probability .996; below
  /// 1,000 rewards, where families are no more than guessed, intervals of t are short by 2% and those of Laplace long.
  @Test(arguments: ["gaussian", "uniform", "laplace", "student-t"])
  func `wrong names are rarer than one in a hundred, and intervals of sigma cover it`(
    name: String
  ) throws {
    let family = try Self.family(name)
    for (rows, logs) in [(64, 1000), (128, 1000), (1024, 1000), (4096, 60)] {
      let fits = Self.fits(Self.readings(family, sigma: 0.1, rows: rows, logs: logs))
      let wrong = fits.count { $0.family != nil && $0.family!.name != name }
      #expect(wrong * 100 <= logs, "\(rows) rewards: \(wrong)")
      #expect(fits.count * 100 >= logs * 94, "\(rows) rewards: \(fits.count)")
      let off = fits.count { $0.levels != [0, 1] }
      #expect(off * 200 <= logs, "\(rows) rewards: \(off) with other levels")
      guard rows == 1024 else { continue }
      #expect(fits.count { $0.family?.name == name } >= 900)
      let covered = fits.count { $0.interval.contains(0.1) }
      #expect((930...970).contains(covered), "\(covered)")
    }
  }

  /// Noise that carries rewards from level to level is not told from them, and that is said.
  @Test(arguments: [("gaussian", 0.2), ("laplace", 0.2), ("student-t", 0.2), ("uniform", 0.25)])
  func `levels that overlap are not told`(name: String, sigma: Double) throws {
    let family = try Self.family(name)
    for rows in [128, 1024] {
      let readings = Self.readings(family, sigma: sigma, rows: rows, logs: 200)
      // A handful of logs of a thousand look sharper than they are.
      #expect(Self.fits(readings).count <= 2, "\(rows): \(Self.fits(readings).count)")
      let reasons = readings.compactMap {
        if case .undecided(let reason) = $0 { reason } else { nil }
      }
      #expect(reasons.allSatisfy { $0.contains("overlap") || $0.contains("stand apart") })
    }
    // Levels that are given do not help: which of them a reward came from stays open.
    var random = RandomStream(seed: 1, stream: 21)
    let values = (0..<1024).map { _ in
      (random.uniform() < 0.5 ? 1 : 0) + sigma * family.standardDraw(using: &random)
    }
    guard case .undecided(let reason) = NoiseSearch.reading(values, levels: [0, 1]) else {
      Issue.record("\(NoiseSearch.reading(values, levels: [0, 1]))")
      return
    }
    #expect(reason.contains("log the reward without noise"))
  }

  /// Continuous rewards have no levels. N = 200 logs of each law and size; 1 of a hundred may be misread, and of
  /// lognormal rewards 1 of ten, whose few largest stand apart.
  @Test(arguments: ["beta", "uniform", "normal", "exponential", "lognormal"])
  func `rewards of no level are no noise`(law: String) {
    for rows in [64, 256, 1024] {
      let found = (1...200).count { seed in
        var random = RandomStream(seed: UInt64(seed), stream: 22)
        let values = (0..<rows).map { _ -> Double in
          switch law {
          case "beta":
            let right = random.gamma(shape: 2, scale: 1)
            return right / (right + random.gamma(shape: 2, scale: 1))
          case "uniform": return random.uniform()
          case "normal": return random.gaussian()
          case "exponential": return -Double.log(random.uniform())
          default: return Double.exp(random.gaussian())
          }
        }
        return if case .undecided = NoiseSearch.reading(values) { false } else { true }
      }
      #expect(found <= (law == "lognormal" ? 20 : 4), "\(rows): \(found)")
    }
  }

  @Test func `levels are rounded where that is no chance`() throws {
    // Of 64 rewards .1 wide a level is known to .018: 0 and 1 it can be told to be, .05 it cannot.
    var random = RandomStream(seed: 2, stream: 21)
    func levels(_ low: Double, _ high: Double, sigma: Double, rows: Int) -> [Double] {
      let values = (0..<rows).map { ($0 % 2 == 0 ? low : high) + sigma * random.gaussian() }
      guard case .found(let fit) = NoiseSearch.reading(values) else { return [] }
      return fit.levels
    }
    #expect(levels(0, 1, sigma: 0.1, rows: 64) == [0, 1])
    #expect(levels(0.25, 1, sigma: 0.005, rows: 512) == [0.25, 1])
    #expect(levels(-0.05, 0.95, sigma: 0.01, rows: 512) == [-0.05, 0.95])
    let odd = levels(0.03, 1.07, sigma: 0.01, rows: 512)
    #expect(odd.count == 2 && abs(odd[0] - 0.03) < 0.003 && odd[0] != 0.05)
  }
}
