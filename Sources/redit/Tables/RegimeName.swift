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
      innerSteps: "\(recipe.update.innerSteps)", family: recipe.noise[0].dither.family.name,
      sigma: NumberText.short(recipe.noise[0].sigma),
      schedule: recipe.noise[0].schedule.name)
  }

  init(
    task: String, advantage: String, groupSize: String, optimizer: String, rate: String,
    innerSteps: String, family: String, sigma: String, schedule: String
  ) {
    regime = [
      task.replacing("pass rate ", with: "p "), advantage, "G \(groupSize)", optimizer,
      "rate \(rate)", "\(innerSteps) inner",
    ]
    noise = ["σ \(sigma)", family, schedule]
    cells = [
      task.replacing("pass rate ", with: "p "), advantage, groupSize, optimizer, rate, innerSteps,
      family, schedule, sigma,
    ]
  }

  /// Each aspect of the way to train and of the noise, as a cell of a table.
  let cells: [String]

  /// The columns of these cells.
  static let columns = kindColumns + [FittedTable.Column(title: "sigma", isNumber: true)]

  /// The cells but for the size of the noise.
  var kindCells: [String] { Array(cells.dropLast()) }

  /// The columns of these.
  static let kindColumns = [
    FittedTable.Column(title: "task", lift: ""), FittedTable.Column(title: "advantage", lift: ""),
    FittedTable.Column(title: "G", isNumber: true, lift: "G"),
    FittedTable.Column(title: "by", lift: ""),
    FittedTable.Column(title: "rate", isNumber: true, lift: "rate"),
    FittedTable.Column(title: "inner", isNumber: true, lift: "inner steps"),
    FittedTable.Column(title: "noise", lift: ""), FittedTable.Column(title: "schedule", lift: ""),
  ]
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
