import Foundation
import GRPO
import Training

/// The rows of recorded runs as CSV and JSON Lines, documented in data/README.md.
enum RecordColumns {
  /// One column: its name and its text for a row, empty where there is no value.
  private typealias Column = (name: String, text: @Sendable (StepRecord) -> String)

  private static let columns: [Column] = [
    ("run", { "\($0.run)" }), ("step", { "\($0.step)" }), ("value", { number($0.value) }),
    ("entropy", { number($0.entropy) }), ("kl", { number($0.divergence) }),
    ("mean_reward", { number($0.meanReward) }), ("gradient_norm", { number($0.gradientNorm) }),
    ("noise_share", { number($0.noiseShare) }), ("silent_raw", { number($0.silentShareRaw) }),
    ("silent_dithered", { number($0.silentShareDithered) }),
    ("clip_share", { number($0.clipShare) }), ("used_share", { number($0.usedShare) }),
    ("learning_rate", { number($0.learningRate) }), ("sigma", { number($0.sigma) }),
    ("vanishing", { "\($0.vanishing)" }), ("exploding", { "\($0.exploding)" }),
    ("gradient_distance", { number($0.gradientDistance) }),
    ("gradient_cosine", { number($0.gradientCosine) }),
    ("diverged", { $0.hasDiverged ? "1" : "0" }),
  ]

  /// What every row of a recipe says of itself, after its numbers: names and texts.
  static func words(_ recipe: Recipe, task: AnyTrainingTask) -> [(name: String, text: String)] {
    let noise = recipe.noise.first
    return [
      ("task", task.name), ("advantage", recipe.advantageName), ("law", recipe.advantage.law),
      ("objective", RecipeWords.objective(recipe)),
      ("noise", noise?.dither.family.name ?? "none"), ("schedule", noise?.schedule.name ?? ""),
      ("group_size", "\(recipe.rollout.groupSize)"), ("optimizer", recipe.update.optimizer.name),
    ]
  }

  static func csv(_ rows: [StepRecord], _ recipe: Recipe, task: AnyTrainingTask) -> String {
    let words = words(recipe, task: task)
    var text = (columns.map(\.name) + words.map(\.name)).joined(separator: ",") + "\n"
    let tail = words.map { "," + SweepColumns.quoted($0.text) }.joined() + "\n"
    for row in rows {
      text += columns.map { $0.text(row) }.joined(separator: ",") + tail
    }
    return text
  }

  /// One object a line, the names of the CSV; fields without a value are left out.
  static func lines(_ rows: [StepRecord], _ recipe: Recipe, task: AnyTrainingTask) -> String {
    var text = ""
    let tail = words(recipe, task: task).map { word in
      let isNumber = Int(word.text) != nil
      return ",\"\(word.name)\":" + (isNumber ? word.text : quoted(word.text))
    }.joined()
    for row in rows {
      let fields = columns.compactMap { column -> String? in
        let value = column.text(row)
        return value.isEmpty ? nil : "\"\(column.name)\":\(value)"
      }
      text += "{" + fields.joined(separator: ",") + tail + "}\n"
    }
    return text
  }

  private static func quoted(_ text: String) -> String {
    let data = try? JSONEncoder().encode(text)
    return data.map { String(decoding: $0, as: UTF8.self) } ?? "\"\""
  }

  private static func number(_ value: Double) -> String { value.isFinite ? "\(value)" : "" }
}
