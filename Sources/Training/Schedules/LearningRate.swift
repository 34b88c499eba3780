import GSL
import RealModule

/// The step size over a run: a linear warm-up, then constant or a decay to 0.
///
/// ```
/// t < w:     peak t / w
/// constant:  peak
/// linear:    peak (T - t) / (T - w)
/// cosine:    peak (1 + cos(pi (t - w) / (T - w))) / 2
/// ```
///
/// As the schedulers of the transformers library: with a warm-up the first step has size 0.
public struct LearningRate: Hashable, Sendable {
  /// What follows the warm-up.
  public enum Decay: String, CaseIterable, Sendable {
    /// The rate stays at its peak.
    case constant
    /// A straight line to 0 at the end of the run.
    case linear
    /// Half a cosine to 0 at the end of the run.
    case cosine
  }

  /// The largest rate of the run.
  public var peak: Double
  /// What follows the warm-up.
  public var decay: Decay
  /// Steps of warm-up w.
  public var warmUp: Int

  /// A schedule.
  ///
  /// - Throws: ``TrainingError`` when the peak is not in (0, 1e6] or the warm-up is negative.
  public init(_ peak: Double, decay: Decay = .constant, warmUp: Int = 0) throws {
    guard peak > 0, peak <= 1e6 else {
      throw TrainingError("a learning rate is above 0 and at most 1e6, got \(peak.plainText)")
    }
    guard warmUp >= 0 else { throw TrainingError("warm-up steps are not negative, got \(warmUp)") }
    self.peak = peak
    self.decay = decay
    self.warmUp = warmUp
  }

  /// The step size of step t of T, t from 0.
  public func rate(at step: Int, of steps: Int) -> Double {
    if step < warmUp { return peak * Double(step) / Double(warmUp) }
    // A warm-up of the whole run leaves nothing to decay over.
    let rest = Double(max(1, steps - warmUp))
    let progress = Double(step - warmUp) / rest
    switch decay {
    case .constant: return peak
    case .linear: return peak * max(0, 1 - progress)
    case .cosine: return peak * max(0, (1 + Double.cos(.pi * progress)) / 2)
    }
  }
}
