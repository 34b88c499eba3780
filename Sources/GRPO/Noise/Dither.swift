public import GSL
import RealModule

/// Zero-mean noise of variance 1 added to each reward, after the caller scales it by `sigma`.
///
/// ```
/// e = sum_k c_k e_k,  sum_k c_k^2 = 1,  e_k independent draws of the family
/// ```
///
/// The released ReDit code (arXiv:2506.18631) draws one noise per completion and per reward
/// component, of a radius proportional to the maximum of the component; the sum over the
/// components is this law with those maxima as `components`. ``relativeRadius(sigma:componentMaxima:)``
/// and ``sigma(relativeRadius:componentMaxima:)`` go from its radius to a standard deviation and back.
public struct Dither: Hashable, Sendable {
  /// The law of each component.
  public let family: NoiseFamily

  /// The scale of each component, of unit Euclidean norm; `[1]` is a single component.
  public let components: [Double]

  /// A dither of the family, spread over components in the proportions given.
  ///
  /// - Parameters:
  ///   - family: the law of each component.
  ///   - components: relative scales, positive and finite, normalised here.
  /// - Throws: ``GRPOError`` when there is no component or one is not positive and finite.
  public init(_ family: NoiseFamily, components: [Double] = [1]) throws {
    guard let largest = components.max() else { throw GRPOError.empty(name: "components") }
    for component in components {
      try require(
        component > 0 && component.isFinite, "component", component, "positive and finite")
    }
    // Dividing by the largest first makes a single component exactly 1.
    let relative = components.map { $0 / largest }
    let norm = Double.sqrt(relative.reduce(0) { $0 + $1 * $1 })
    self.family = family
    self.components = relative.map { $0 / norm }
  }

  /// Fills `noise` with independent draws of mean 0 and variance 1 (``NoiseFamily/none``: zeros).
  ///
  /// The stream is read completion by completion and, inside one, component by component.
  public func fill(_ noise: inout [Double], using random: inout RandomStream) {
    // The scale of a single component is exactly 1.
    if components.count == 1 { return family.law.fill(&noise, using: &random) }
    family.law.fill(&noise, components: components, using: &random)
  }

  /// Whether the sum over the components has the law of a single one: there is only one, or the law is
  /// stable.
  public var isOfFamily: Bool { components.count == 1 || family.law.isStable }

  /// The values and probabilities of a discrete dither in increasing order; nil for a density.
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
