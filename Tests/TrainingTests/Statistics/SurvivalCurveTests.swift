import Testing

@testable import Training

struct SurvivalCurveTests {
  /// Weeks of remission of 21 patients on 6-mercaptopurine (Freireich et al. 1963), the example of
  /// textbooks; negative means censored. S at 6, 7, 10, 13, 16, 22, 23 is tabulated there as .857,
  /// .807, .753, .690, .627, .538, .448, Greenwood's error as .076, .087, .096, .107, .114, .128, .135.
  static let remission = SurvivalCurve(
    [
      6, 6, 6, -6, 7, -9, 10, -10, -11, 13, 16, -17, -19, -20, 22, 23, -25, -32, -32, -34, -35,
    ].map { .init(time: abs($0), isObserved: $0 > 0) })

  @Test func `the curve of the leukaemia trial`() {
    let steps = Self.remission.steps
    #expect(steps.map(\.time) == [6, 7, 10, 13, 16, 22, 23])
    let survival = [0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448]
    let errors = [0.076, 0.087, 0.096, 0.107, 0.114, 0.128, 0.135]
    for (step, values) in zip(steps, zip(survival, errors)) {
      #expect(abs(step.survival - values.0) <= 0.0005 + 1e-9)
      #expect(abs(step.standardError - values.1) <= 0.0005 + 1e-9)
    }
    #expect(Self.remission.median == 23)
    #expect(Self.remission.survival(at: 5) == 1)
    #expect(Self.remission.survival(at: 12) == steps[2].survival)
  }

  /// Times 1, 2 (censored), 3: S = 2/3 from 1, 0 from 3. To 4: 1 + 2/3 * 2 = 7/3; to 2: 1 + 2/3.
  @Test func `a restricted mean by hand`() {
    let curve = SurvivalCurve([
      .init(time: 1, isObserved: true), .init(time: 2, isObserved: false),
      .init(time: 3, isObserved: true),
    ])
    #expect(abs(curve.restrictedMean(to: 4) - 7.0 / 3) < 1e-15)
    #expect(abs(curve.restrictedMean(to: 2) - 5.0 / 3) < 1e-15)
    #expect(curve.median == 3)
  }

  /// Where all are censored at the horizon, the area is the mean of min(T, horizon).
  @Test func `censoring at the horizon alone is the plain mean`() {
    let times = [5.0, 20, 7, 20, 3, 11, 20]
    let curve = SurvivalCurve(times.map { .init(time: $0, isObserved: $0 < 20) })
    #expect(abs(curve.restrictedMean(to: 20) - times.reduce(0, +) / 7) < 1e-13)
    // Leaving out those that never got there, a common mistake, tells another story.
    #expect(abs(curve.restrictedMean(to: 20) - 6.5) > 5)
  }

  @Test func `without an event the curve stays at one`() {
    let curve = SurvivalCurve([.init(time: 4, isObserved: false)])
    #expect(curve.median == nil && curve.restrictedMean(to: 9) == 9)
  }
}
