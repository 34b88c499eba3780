/// What families of noise can be told beyond their name; each reads what it has.
public struct NoiseParameters: Codable, Hashable, Sendable {
  /// The degrees of freedom nu of Student's t, above 2 and finite.
  public var degreesOfFreedom: Double

  /// The parameters of a family, the usual ones by default.
  public init(degreesOfFreedom: Double = 5) { self.degreesOfFreedom = degreesOfFreedom }
}
