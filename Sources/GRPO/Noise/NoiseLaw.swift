public import GSL

/// A law of noise, symmetric with mean 0 and variance 1: the shape of a ``Dither``, one file a family.
///
/// It is the law of a single draw `e`. What a dither makes of its draws (components, and how they meet
/// the rewards) is told elsewhere, so that a law knows of neither rewards nor groups. A requirement
/// without a default is what no family can do without; the defaults are right for every family.
public protocol NoiseLaw: Hashable, Sendable {
  /// The name by which options and tables call the family.
  static var name: String { get }
  /// What the law is, in half a sentence that follows its name.
  static var summary: String { get }

  /// The law with these parameters, of which it reads its own.
  ///
  /// - Throws: ``GRPOError`` with the parameter that is out of range.
  init(_ parameters: NoiseParameters) throws

  /// The parameters that the law has, in words; none by default.
  var parameters: [(name: String, value: Double)] { get }

  /// One draw.
  func standardDraw(using random: inout RandomStream) -> Double

  /// Overwrites every number with a ``standardDraw(using:)``, in order.
  ///
  /// By default a loop over that; requirements like this one are compiled for each law by itself, so
  /// that no draw goes through a table of functions.
  func fill(_ noise: inout [Double], using random: inout RandomStream)

  /// Overwrites every number with `sum_k c_k e_k`, one number after the other.
  func fill(_ noise: inout [Double], components: [Double], using random: inout RandomStream)

  /// The values and probabilities of a discrete law, in increasing order; nil for a density.
  var atoms: [(value: Double, probability: Double)]? { get }

  /// The probability density at `x`; nil for a discrete law.
  func density(at x: Double) -> Double?

  /// The probability of a draw at most `x`, right-continuous at the atoms; both tails keep their
  /// relative accuracy down to underflow.
  func cumulative(at x: Double) -> Double

  /// The value with probability `uniform`, in (0, 1), below it.
  ///
  /// - Throws: `GSLError` where the value is beyond the range of numbers.
  func quantile(_ uniform: Double) throws -> Double

  /// What a quantile costs in nanoseconds of one core of 2025, within a factor of two.
  var quantileCost: Double { get }

  /// `E[(e - c)+]` and `E[((e - c)+)^2]`, for `c >= 0`.
  func tailMoments(beyond c: Double) -> (first: Double, second: Double)

  /// The same of `sum_k c_k e_k`, with the sum of the squares of the components 1; nil, as by
  /// default, where there is no closed form. Discrete and stable laws are not asked.
  func tailMoments(
    components: [Double]
  ) -> (@Sendable (_ c: Double) -> (first: Double, second: Double))?

  /// The largest absolute value; nil where there is none.
  var halfWidth: Double? { get }

  /// `E e^4`; infinite where it does not exist.
  var fourthMoment: Double { get }

  /// `E abs(e)^k` is finite for k below this; infinite where all moments exist, as by default.
  var momentOrder: Double { get }

  /// Whether `sum_k c_k e_k` has this law again where the sum of the squares of the c_k is 1; false by
  /// default.
  var isStable: Bool { get }
}

extension NoiseLaw {
  /// None.
  public var parameters: [(name: String, value: Double)] { [] }

  /// A loop over single draws.
  public func fill(_ noise: inout [Double], using random: inout RandomStream) {
    for index in noise.indices { noise[index] = standardDraw(using: &random) }
  }

  /// A loop over the numbers, and in it over the components.
  public func fill(
    _ noise: inout [Double], components: [Double], using random: inout RandomStream
  ) {
    for index in noise.indices {
      var total = 0.0
      for component in components { total += component * standardDraw(using: &random) }
      noise[index] = total
    }
  }

  /// That of a closed form.
  public var quantileCost: Double { 40 }

  /// No closed form.
  public func tailMoments(
    components: [Double]
  ) -> (@Sendable (_ c: Double) -> (first: Double, second: Double))? { nil }

  /// All moments exist.
  public var momentOrder: Double { .infinity }

  /// Sums have another law.
  public var isStable: Bool { false }
}
