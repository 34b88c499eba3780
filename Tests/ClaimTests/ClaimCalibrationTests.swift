import RealModule
import Testing
import Training

@testable import Analysis

/// False alarms are as rare as said: 50 seeds here, 1000 in `redit calibrate`.
///
/// At 50 seeds, 200 checks and an error of .001 over all, a check of nominal level 5% is called
/// miscalibrated when it alarms in 15 runs or more, which a halved standard error (33%) does in two
/// checks out of three.
struct ClaimCalibrationTests {
  static let sampling = Sampling(groups: 2000, seed: 90_000, threads: 2)

  @Test func `every check is calibrated`() throws {
    let calibration = try Calibration(Claim.catalogue, seeds: 50, sampling: Self.sampling)
    for check in calibration.checks {
      let flaw = try calibration.flaw(check)
      #expect(
        flaw.map(\.isHarmless) ?? true,
        """
        \(check.claim), \(check.variant), \(check.quantity): \(flaw!.rawValue), alarms \
        \(check.alarms.map(\.count)), within \(check.within.map(\.count)), mean z \
        \(check.meanZ), variance \(check.varianceZ)
        """)
    }
    #expect(calibration.runAlarms.count == 0)
  }

  @Test func `a halved standard error is seen`() throws {
    let claims = [try Claim.named("UnbiasedGradient")]
    let calibration = try Calibration(
      claims, seeds: 50, sampling: Self.sampling, standardErrorFactor: 0.5)
    let isCalibrated = try calibration.isCalibrated
    let flaws = try calibration.checks.count { try calibration.flaw($0)?.isHarmless == false }
    #expect(!isCalibrated)
    #expect(2 * flaws > calibration.checks.count, "\(flaws) of \(calibration.checks.count)")
  }

  @Test func `a doubled standard error is seen, as a loss of power only`() throws {
    let claims = [try Claim.named("UnbiasedGradient")]
    let calibration = try Calibration(
      claims, seeds: 50, sampling: Self.sampling, standardErrorFactor: 2)
    let isCalibrated = try calibration.isCalibrated
    let flaws = try calibration.checks.count { try calibration.flaw($0) == .errorTooLarge }
    #expect(isCalibrated)
    #expect(flaws > 0)
  }

  @Test func `repeated with the same seeds it counts the same`() throws {
    let claims = [try Claim.named("ShrinkageLaw")]
    let once = try Calibration(claims, seeds: 5, sampling: Self.sampling)
    let again = try Calibration(claims, seeds: 5, sampling: Self.sampling)
    #expect(once.checks.map(\.alarms) == again.checks.map(\.alarms))
    #expect(once.checks.map(\.meanZ) == again.checks.map(\.meanZ))
  }

  /// 0 of 10: 1 - .025^(1/10) = .308497; 5 of 10: .187086 to .812914 (Clopper and Pearson 1934).
  @Test(arguments: [
    (0, 0, 0.308_497_099), (5, 0.187_086_028, 0.812_913_972), (10, 0.691_502_901, 1),
  ])
  func `exact intervals of ten trials`(count: Int, low: Double, high: Double) throws {
    var rate = ObservedRate(nominal: 0.5)
    for trial in 0..<10 { rate.note(trial < count) }
    let interval = try rate.interval(error: 0.05)
    #expect(abs(interval.lowerBound - low) < 1e-8)
    #expect(abs(interval.upperBound - high) < 1e-8)
  }
}
