/// A column of a sweep that can be drawn against the dither's standard deviation.
enum PlotQuantity: String, CaseIterable {
  case variance
  case gradientNorm = "gradient_norm"
  case secondMoment = "second_moment"
  case signalToNoise = "snr"
  case cosine

  /// As `--y` takes them.
  static let names = allCases.map(\.rawValue)

  /// The column of the simulated value.
  var column: String { rawValue }

  /// The column of the simulated value's standard error; a sweep may lack it.
  var standardErrorColumn: String { rawValue + "_se" }

  /// The column of the exact value.
  var exactColumn: String { rawValue + "_exact" }

  /// The heading of a figure that the caller does not name.
  var title: String {
    switch self {
    case .variance: "Gradient variance under reward dither"
    case .gradientNorm: "Expected gradient under reward dither"
    case .secondMoment: "Second moment of the gradient under reward dither"
    case .signalToNoise: "Signal-to-noise ratio under reward dither"
    case .cosine: "Direction of the expected gradient under reward dither"
    }
  }

  /// The words beside the vertical axis; g is the gradient of one group, so its unit is the advantage's.
  var axisLabel: String {
    switch self {
    case .variance: "trace of the gradient covariance  (advantage²)"
    case .gradientNorm: "norm of the expected gradient  (advantage)"
    case .secondMoment: "mean squared norm of the gradient  (advantage²)"
    case .signalToNoise: "squared norm of the mean / variance  (no unit)"
    case .cosine: "cosine of the angle to the true gradient  (no unit)"
    }
  }

  /// What no value can leave, nor the end of an interval.
  var bounds: ClosedRange<Double>? { self == .cosine ? -1...1 : nil }
}
