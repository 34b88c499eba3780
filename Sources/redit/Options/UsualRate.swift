import Training

extension OptimizerRule {
  /// The step size where none is asked for, the same in every command.
  ///
  /// Momentum adds up 1/(1 - .9) = 10 steps of the same direction, so that its .02 goes as far as the .2 of
  /// SGD; the step of Adam is the rate itself, whatever the gradient.
  ///
  /// - Parameter isNeural: a network is learned and not a table.
  func usualRate(isNeural: Bool) -> Double {
    if isNeural { return 0.01 }
    switch self {
    case .sgd: return 0.2
    case .momentum, .adam, .adamW: return 0.02
    }
  }

  /// For the help.
  static let usualRates = "sgd .2, momentum, adam and adamw .02; with --task .01"
}
