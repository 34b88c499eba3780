public import GSL

/// A ``NoiseLaw`` of any family, as a value that can be compared.
///
/// The scale of a dither is always its standard deviation `sigma`, never a half-width: a uniform
/// dither of standard deviation `sigma` lives on `[-sqrt(3) sigma, sqrt(3) sigma]`.
public struct NoiseFamily: Hashable, Sendable, CustomStringConvertible {
  /// The law.
  public let law: any NoiseLaw

  /// The family of a law.
  public init(_ law: some NoiseLaw) { self.law = law }

  /// The name of the family, one of ``names``.
  public var name: String { type(of: law).name }

  /// The name with the parameters, if there are any.
  public var description: String {
    ([name] + law.parameters.map { "\($0.value) \($0.name)" }).joined(separator: ", ")
  }

  /// Whether both are of one family with equal parameters.
  public static func == (a: NoiseFamily, b: NoiseFamily) -> Bool {
    // Mostly the types differ, which is one comparison.
    guard type(of: a.law) == type(of: b.law) else { return false }
    func isEqual<Law: NoiseLaw>(_ law: Law) -> Bool { law == b.law as? Law }
    return isEqual(a.law)
  }

  /// By the type of the law and its parameters.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(ObjectIdentifier(type(of: law)))
    law.hash(into: &hasher)
  }

  /// Whether draws have few values: the law has ``atoms`` and no density.
  public var isDiscrete: Bool { law.atoms != nil }

  /// One draw of mean 0 and variance 1 (``none``: the constant 0, and the stream does not advance).
  public func standardDraw(using random: inout RandomStream) -> Double {
    law.standardDraw(using: &random)
  }

  /// The values and probabilities of a discrete family, in increasing order; nil for a density.
  public var atoms: [(value: Double, probability: Double)]? { law.atoms }

  /// The probability density at `x`; nil for the discrete families, which have ``atoms``.
  public func density(at x: Double) -> Double? { law.density(at: x) }

  /// The probability of a draw at most `x`, right-continuous at the atoms.
  ///
  /// Both tails keep their relative accuracy down to underflow.
  public func cumulative(at x: Double) -> Double { law.cumulative(at: x) }

  /// The noise of mean 0 and variance 1 with probability `uniform`, in (0, 1), below it.
  ///
  /// - Throws: `GSLError` where it is beyond the range of numbers.
  public func quantile(_ uniform: Double) throws -> Double { try law.quantile(uniform) }
}

/// By name and parameters, which its law is made of again.
extension NoiseFamily: Codable {
  private enum CodingKeys: CodingKey { case name, parameters }

  /// The family of that name.
  ///
  /// - Throws: ``GRPOError`` with the name or the parameter that is wrong.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    try self.init(
      name: try values.decode(String.self, forKey: .name),
      parameters: try values.decodeIfPresent(NoiseParameters.self, forKey: .parameters)
        ?? NoiseParameters())
  }

  /// Name, and parameters where there are any.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(name, forKey: .name)
    guard let degrees = law.parameters.first?.value else { return }
    try values.encode(NoiseParameters(degreesOfFreedom: degrees), forKey: .parameters)
  }
}
