import Analysis
import GRPO
import Training

/// What sets one cell of a map apart, in words: the way to train, and the noise.
struct RegimeName: Hashable {
  let regime: [String]
  let noise: [String]

  init(_ cell: RegimeCell) {
    let recipe = cell.dithered.recipe
    self.init(
      task: cell.regime.task.name, advantage: recipe.advantageName,
      groupSize: "\(recipe.rollout.groupSize)", optimizer: recipe.update.optimizer.name,
      rate: NumberText.short(recipe.update.learningRate.peak),
      innerSteps: "\(recipe.update.innerSteps)", family: recipe.noise[0].dither.label,
      sigma: NumberText.short(recipe.noise[0].sigma),
      schedule: recipe.noise[0].schedule.name)
  }

  init(
    task: String, advantage: String, groupSize: String, optimizer: String, rate: String,
    innerSteps: String, family: String, sigma: String, schedule: String
  ) {
    regime = [
      Self.short(task), advantage, "G \(groupSize)", optimizer,
      "rate \(rate)", "\(innerSteps) inner",
    ]
    noise = ["σ \(sigma)", family, schedule]
  }

  /// The way to train and the noise but for its size, a column each.
  static let kindColumns: [ShownColumn<MapLine>] = [
    MapTable.table.shown("task", lift: "") { short($0.cell.regime.task.name) },
    MapTable.table.shown("advantage", lift: ""),
    MapTable.table.shown("group_size", as: "G", isNumber: true, lift: "G"),
    MapTable.table.shown("optimizer", as: "by", lift: ""),
    MapTable.table.shown("learning_rate", as: "rate", isNumber: true, lift: "rate"),
    MapTable.table.shown("inner_steps", as: "inner", isNumber: true, lift: "inner steps"),
    MapTable.table.shown("noise", lift: ""), MapTable.table.shown("schedule", lift: ""),
  ]

  /// All of the way to train and of the noise.
  static let columns = kindColumns + [MapTable.table.shown("sigma", isNumber: true)]

  private static func short(_ task: String) -> String { task.replacing("pass rate ", with: "p ") }
}

/// The rows and columns of a map by name: of all aspects only those that differ.
struct RegimeLabels {
  private let regimeAspects: [Int]
  private let noiseAspects: [Int]

  init(_ names: [RegimeName]) {
    func differing(_ list: [[String]]) -> [Int] {
      (list.first ?? []).indices.filter { index in
        index == 0 || Set(list.map { $0[index] }).count > 1
      }
    }
    regimeAspects = differing(names.map(\.regime))
    noiseAspects = differing(names.map(\.noise))
  }

  /// The label of a way to train.
  func regime(_ name: RegimeName) -> String {
    regimeAspects.map { name.regime[$0] }.joined(separator: ", ")
  }

  /// What all have in common, in words: aspects of the regime, then of the noise.
  func shared(_ names: [RegimeName]) -> [String] {
    guard let first = names.first else { return [] }
    return first.regime.indices.filter { !regimeAspects.contains($0) }.map { first.regime[$0] }
      + first.noise.indices.filter { !noiseAspects.contains($0) }.map { first.noise[$0] }
  }

  /// The label of a noise.
  func noise(_ name: RegimeName) -> String {
    noiseAspects.map { name.noise[$0] }.joined(separator: ", ")
  }
}
