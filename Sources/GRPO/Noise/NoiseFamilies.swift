extension NoiseFamily {
  /// Every family, in the order of help texts and tables. A new one is its file and a line here, at the
  /// end: the checks of the noise number their random streams in this order.
  static let laws: [any NoiseLaw.Type] = [
    NoNoise.self,
    GaussianNoise.self,
    UniformNoise.self,
    LaplaceNoise.self,
    RademacherNoise.self,
    StudentTNoise.self,
  ]

  /// The names of the families, as ``init(name:parameters:)`` reads them.
  public static let names = laws.map { $0.name }

  /// What each family is, in half a sentence.
  public static let summaries = laws.map { (name: $0.name, summary: $0.summary) }

  /// Every family with these parameters, the one without noise first.
  ///
  /// - Throws: ``GRPOError`` with the parameter that is out of range.
  public static func all(_ parameters: NoiseParameters = .init()) throws -> [NoiseFamily] {
    try laws.map { NoiseFamily(try $0.init(parameters)) }
  }

  /// The family called `name`.
  ///
  /// - Parameters:
  ///   - name: one of ``names``.
  ///   - parameters: each family reads its own.
  /// - Throws: ``GRPOError`` with the name, or with the parameter, that is wrong.
  public init(name: String, parameters: NoiseParameters = .init()) throws {
    guard let law = Self.laws.first(where: { $0.name == name }) else {
      throw GRPOError.unknownName(kind: "noise family", name: name, known: Self.names)
    }
    self.init(try law.init(parameters))
  }
}
