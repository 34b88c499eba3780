public import GSL
import RealModule

/// Zero-mean noise of variance 1 added to each reward, after the caller scales it by `sigma`.
///
/// ```
/// e = sum_k c_k e_k,  sum_k c_k^2 = 1,  e_k independent draws of the family
/// ```
///
/// Completions of a group may share part of it, as the errors of a judge do that misreads a whole
/// prompt: with z_i and z_0 independent sums of that kind, z_0 one for the group,
///
/// ```
/// e_i = sqrt(1 - rho) z_i + sqrt(rho) z_0,  E e_i e_j = rho for i != j
/// ```
///
/// The released ReDit code (arXiv:2506.18631) draws one noise per completion and per reward
/// component, of a radius proportional to the maximum of the component; the sum over the
/// components is this law with those maxima as `components`. ``relativeRadius(sigma:componentMaxima:)``
/// and ``sigma(relativeRadius:componentMaxima:)`` go from its radius to a standard deviation and back.
public struct Dither: Codable, Hashable, Sendable {
  /// The law of each component.
  public let family: NoiseFamily

  /// The scale of each component, of unit Euclidean norm; `[1]` is a single component.
  public let components: [Double]

  /// How the noise meets the rewards.
  public let mode: NoiseMode

  /// rho, the correlation of the noise of two completions of a group, from 0 to 1.
  public let correlation: Double

  /// A dither of the family, spread over components in the proportions given.
  ///
  /// - Parameters:
  ///   - family: the law of each component.
  ///   - components: relative scales, positive and finite, normalised here.
  ///   - mode: how the noise meets the rewards.
  ///   - correlation: that of the noise of two completions of a group, from 0 to 1.
  /// - Throws: ``GRPOError`` when there is no component, one is not positive and finite, or the
  ///   correlation is out of range.
  public init(
    _ family: NoiseFamily, components: [Double] = [1], mode: NoiseMode = .additive,
    correlation: Double = 0
  ) throws {
    guard let largest = components.max() else { throw GRPOError.empty(name: "components") }
    for component in components {
      try require(
        component > 0 && component.isFinite, "component", component, "positive and finite")
    }
    // Dividing by the largest first makes a single component exactly 1.
    let relative = components.map { $0 / largest }
    let norm = Double.sqrt(relative.reduce(0) { $0 + $1 * $1 })
    try require(correlation >= 0 && correlation <= 1, "correlation", correlation, "from 0 to 1")
    self.family = family
    self.mode = mode
    self.correlation = correlation
    self.components = relative.map { $0 / norm }
  }

  /// The same noise spread over other components.
  ///
  /// - Throws: as ``init(_:components:mode:correlation:)``.
  public func with(components: [Double]) throws -> Dither {
    try Dither(family, components: components, mode: mode, correlation: correlation)
  }

  /// The same noise, independent between the completions of a group.
  public var independent: Dither { Dither(self, correlation: 0) }

  private init(_ other: Dither, correlation: Double) {
    (family, components, mode) = (other.family, other.components, other.mode)
    self.correlation = correlation
  }

  /// Whether the noise is added to the rewards, and independent between completions.
  public var isPlain: Bool { mode == .additive && correlation == 0 }

  /// Fills `noise`, that of one group, with draws of mean 0 and variance 1 (``NoiseFamily/none``: zeros).
  ///
  /// The stream is read completion by completion and, inside one, component by component; what the
  /// group shares is drawn last. Without a correlation all draws are independent, whatever they are for.
  public func fill(_ noise: inout [Double], using random: inout RandomStream) {
    fillIndependent(&noise, using: &random)
    if correlation > 0 { share(&noise, shared: sharedDraw(using: &random)) }
  }

  /// Lets the draws of a group share one.
  private func share(_ noise: inout [Double], shared: Double) {
    let (own, common) = (Double.sqrt(1 - correlation), Double.sqrt(correlation))
    for index in noise.indices { noise[index] = own * noise[index] + common * shared }
  }

  private func sharedDraw(using random: inout RandomStream) -> Double {
    components.reduce(0) { $0 + $1 * family.standardDraw(using: &random) }
  }

  private func fillIndependent(_ noise: inout [Double], using random: inout RandomStream) {
    // The scale of a single component is exactly 1.
    if components.count == 1 { return family.law.fill(&noise, using: &random) }
    family.law.fill(&noise, components: components, using: &random)
  }

  /// Whether the sum over the components has the law of a single one: there is only one, or the law is
  /// stable.
  public var isOfFamily: Bool { components.count == 1 || family.law.isStable }

  /// The values and probabilities of a discrete dither in increasing order; nil for a density. A
  /// correlation does not enter: they are those of the z_i.
  ///
  /// Sums of signs that agree up to rounding are one atom: equal components give `n + 1` atoms,
  /// components in general position `2^n`.
  public var atoms: [(value: Double, probability: Double)]? { atoms(limit: .max) }

  /// The atoms of the total; nil where it has a density, or more atoms than `limit`.
  package func atoms(limit: Int) -> [(value: Double, probability: Double)]? {
    guard let single = family.atoms else { return nil }
    var sums = [(value: 0.0, probability: 1.0)]
    for component in components {
      // Inside the loop: components in general position double the sums each time.
      guard sums.count <= limit else { return nil }
      let shifted = single.flatMap { atom in
        sums.map { ($0.value + component * atom.value, $0.probability * atom.probability) }
      }
      sums = merged(shifted)
    }
    return sums.count <= limit ? sums : nil
  }

  /// Sorts atoms and joins those that rounding alone can tell apart: a sum of n terms below 1 is
  /// off by less than n^2 half ulps of 1.
  private func merged(
    _ atoms: [(value: Double, probability: Double)]
  ) -> [(value: Double, probability: Double)] {
    let count = Double(components.count)
    let resolution = 4 * count * count * Double.ulpOfOne
    var joined: [(value: Double, probability: Double)] = []
    for atom in atoms.sorted(by: { $0.value < $1.value }) {
      if let last = joined.last, atom.value - last.value <= resolution {
        joined[joined.count - 1].probability += atom.probability
      } else {
        joined.append(atom)
      }
    }
    return joined
  }
}
