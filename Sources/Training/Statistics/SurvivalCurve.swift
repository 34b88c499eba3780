import RealModule

/// The estimator of Kaplan and Meier (1958) of `S(t) = P(T > t)` from times of which some are only
/// known to be longer.
///
/// ```
/// S(t) = prod over event times u <= t of (1 - d_u / n_u)
/// ```
///
/// with `d_u` events at u and `n_u` times of at least u. A censored time counts as at risk at events
/// of the same time.
public struct SurvivalCurve: Sendable {
  /// One time: of the event, or up to which there was none.
  public struct Time: Hashable, Sendable {
    /// The time, not negative.
    public var time: Double
    /// False when the event had not happened by then.
    public var isObserved: Bool

    /// The time of an event, or of the end of watching for it.
    public init(time: Double, isObserved: Bool) {
      self.time = time
      self.isObserved = isObserved
    }
  }

  /// A point where the curve falls.
  public struct Step: Hashable, Sendable {
    /// The time of the event that makes the step.
    public let time: Double
    /// S from here to the next event.
    public let survival: Double
    /// Standard error of S by Greenwood's formula.
    public let standardError: Double
  }

  /// The curve's falls, by time.
  public let steps: [Step]

  /// The curve of at least one time.
  public init(_ times: [Time]) {
    precondition(!times.isEmpty, "a curve needs a time")
    let sorted = times.sorted { $0.time < $1.time }
    var steps: [Step] = []
    var (survival, greenwood) = (1.0, 0.0)
    var index = 0
    while index < sorted.count {
      let time = sorted[index].time
      let tied = sorted[index...].prefix { $0.time == time }
      let events = Double(tied.count(where: \.isObserved))
      let atRisk = Double(sorted.count - index)
      if events > 0 {
        survival *= 1 - events / atRisk
        // Where all at risk have the event, S is 0 from there on, and infinity times 0 no number.
        greenwood += atRisk == events ? 0 : events / (atRisk * (atRisk - events))
        steps.append(
          Step(time: time, survival: survival, standardError: survival * .sqrt(greenwood)))
      }
      index += tied.count
    }
    self.steps = steps
  }

  /// The estimated share without an event until after `time`, S(t).
  public func survival(at time: Double) -> Double {
    steps.last { $0.time <= time }?.survival ?? 1
  }

  /// The first time at which S is 1/2 or less; nil when it stays above.
  public var median: Double? { steps.first { $0.survival <= 0.5 }?.time }

  /// The mean of `min(T, horizon)`: the area under the curve up to the horizon.
  public func restrictedMean(to horizon: Double) -> Double {
    var (area, from, level) = (0.0, 0.0, 1.0)
    for step in steps where step.time < horizon {
      area += level * (step.time - from)
      (from, level) = (step.time, step.survival)
    }
    return area + level * (horizon - from)
  }
}
