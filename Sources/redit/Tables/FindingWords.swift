import Analysis

extension GroupFinding {
  /// A phrase for people.
  var words: String {
    switch self {
    case .silent: "all rewards are the same: advantages 0 without noise, noise alone with it"
    case .silentComponents(let components):
      "\(Self.named(components)) the same in all completions: each is divided by its own deviation, "
        + "which noise alone then makes"
    case .alone(let completion): "completion \(completion + 1) alone differs from the others"
    case .residue(let size):
      "single precision makes advantages of up to \(NumberText.short(size)) of rewards that are all the same"
    case .tooSmall: "too few completions for such an advantage: 0"
    }
  }

  private static func named(_ components: [Int]) -> String {
    let numbers = components.map { "\($0 + 1)" }.joined(separator: ", ")
    return components.count == 1 ? "component \(numbers) is" : "components \(numbers) are"
  }
}
