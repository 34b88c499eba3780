/// A switch over an enumeration of ours names every case: a new advantage or noise that a `default:` takes
/// in would be computed as something else without a word.
enum SwitchRule {
  static let modules = ["GRPO", "Policies", "Analysis", "Training"]

  /// How many `default:` a file may have, each over something else than one enumeration of ours.
  static let allowed: [String: (count: Int, why: String)] = [
    "Sources/GRPO/Noise/DecimalNumber.swift": (1, "bytes"),
    "Sources/Policies/Prompts/DocumentReason.swift": (2, "errors and types of the decoder"),
    "Sources/Policies/Prompts/PromptEntryValidation.swift": (1, "names as typed"),
    "Sources/Policies/Rewards/RewardRule.swift": (1, "names as typed"),
    "Sources/Analysis/Claims/ShrinkageLaw.swift": (1, "group sizes"),
    "Sources/Analysis/Reliability/MomentOrder.swift": (1, "numbers"),
    "Sources/Training/Optimizers/OptimizerRule.swift": (1, "names as typed"),
    "Sources/Training/Runs/Censoring.swift": (1, "pairs of numbers"),
    "Sources/Training/Runs/TaskBuilders.swift": (1, "names as typed"),
  ]

  /// The `default:` labels of a text, not the arguments of that name.
  static func defaults(in source: String) -> Int {
    withoutComments(source).split(separator: "\n").count {
      let line = $0.trimmingPrefix(while: \.isWhitespace)
      return line.hasPrefix("default:") || line.hasPrefix("@unknown default:")
    }
  }
}
