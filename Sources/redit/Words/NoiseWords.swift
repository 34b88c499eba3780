import Analysis
import GRPO

extension Dither {
  /// Its family and how it meets the rewards, where it is not independent and added to them:
  /// "gaussian on-advantages".
  var label: String { ([family.name] + placement).joined(separator: " ") }
}

extension NoiseFamily {
  /// Each parameter with its name, as people read it: "5 degrees of freedom".
  var parameterWords: [String] {
    law.parameters.map { "\(NumberText.short($0.value)) \($0.name)" }
  }
}
