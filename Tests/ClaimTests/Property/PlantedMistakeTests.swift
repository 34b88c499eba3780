import Testing

/// Every property refuses a mistake in what it measures: none of them is empty.
struct PlantedMistakeTests {
  struct Control: Sendable, CustomTestStringConvertible {
    let name: String
    let property: Property
    let mistake: PlantedMistake

    init(_ name: String, _ property: Property, refuses mistake: PlantedMistake) {
      (self.name, self.property, self.mistake) = (name, property, mistake)
    }

    var testDescription: String { "\(name) refuses \(mistake)" }
  }

  private typealias Linear = LinearPropertyTests
  private typealias Standardized = StandardizedPropertyTests
  private typealias Invariance = InvariancePropertyTests
  private typealias Enumeration = EnumerationPropertyTests

  static let controls = [
    Control("unbiased gradient", Linear.unbiased, refuses: .groupLarger),
    Control("unbiased gradient", Linear.unbiased, refuses: .rewardOff),
    Control("added variance", Linear.addedVariance, refuses: .sigmaOff),
    Control("signal to noise", Linear.signalToNoise, refuses: .sigmaInverted),
    Control("shrinkage", Standardized.shrinkage, refuses: .sigmaOff),
    Control("composition", CompositionPropertyTests.composition, refuses: .sigmaOff),
    Control("composition", CompositionPropertyTests.composition, refuses: .ddofSwapped),
    Control("gain", Standardized.gain, refuses: .sigmaOff),
    Control("gain", Standardized.gain, refuses: .ddofSwapped),
    Control("second moment", Standardized.secondMoment, refuses: .sigmaOff),
    Control("jump", Standardized.jump, refuses: .groupLarger),
    Control("jump", Standardized.jump, refuses: .ddofSwapped),
    Control("direction", Standardized.direction, refuses: .rewardOff),
    Control("monotone gain", Standardized.monotone, refuses: .sigmaInverted),
    Control("unit", Invariance.unit, refuses: .stabilizerAdded),
    Control("zero", Invariance.zero, refuses: .sigmaFollowsReward),
    Control("order", Invariance.order, refuses: .sigmaFollowsReward),
    Control("enumeration", Enumeration.enumeration, refuses: .sigmaOff),
    Control("reward variance", Enumeration.rewardVariance, refuses: .sigmaOff),
    Control("bound", Enumeration.bound, refuses: .ddofSwapped),
  ]

  @Test(arguments: controls)
  func `a planted mistake is refused within a hundred problems`(control: Control) {
    let search = control.property.search(100, seed: 9, planted: control.mistake)
    #expect(search.failing != nil)
  }

  @Test func `every mistake is refused by a property`() {
    #expect(Set(Self.controls.map(\.mistake)) == Set(PlantedMistake.allCases))
  }
}
