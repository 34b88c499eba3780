import GRPO

extension NoiseFamily {
  /// Each parameter with its name, as people read it: "5 degrees of freedom".
  var parameterWords: [String] {
    law.parameters.map { "\(NumberText.short($0.value)) \($0.name)" }
  }
}
