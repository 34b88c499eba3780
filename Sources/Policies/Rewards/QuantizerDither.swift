/// What is added to a reward before it is rounded to a step, and not taken away afterwards.
///
/// In units of the step D, with u, u' uniform on (-1/2, 1/2) and independent. The error is what is seen
/// less the true reward (Lipshitz, Wannamaker and Vanderkooy, J. Audio Eng. Soc. 40, 1992):
///
/// ```
/// none         0         its mean and its variance follow the reward
/// uniform      u         mean 0; its variance follows the reward: D^2 x (1 - x), x the part of a step
/// triangular   u + u'    mean 0, variance D^2 / 4, whatever the reward
/// ```
///
/// Uniform dither that is taken away again (subtractive) leaves an error that is uniform on
/// (-D/2, D/2) and independent of the reward: noise of standard deviation D / sqrt 12, no channel.
public enum QuantizerDither: String, CaseIterable, Sendable {
  /// Rounded as it is.
  case none
  /// Uniform, one step wide.
  case uniform
  /// The sum of two of them, two steps wide.
  case triangular
}
