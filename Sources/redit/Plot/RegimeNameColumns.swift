import GRPO
import Analysis
import Training

extension RegimeName {
  /// The name of a row of a map's file.
  init(_ table: CSVTable, _ row: CSVTable.Row) throws {
    let text = { try table.text($0, in: row) }
    let short = { NumberText.short(try table.requiredNumber($0, in: row)) }
    self.init(
      task: try text("task"), advantage: Self.short(try text("advantage")),
      groupSize: try text("group_size"), optimizer: try text("optimizer"),
      rate: try short("learning_rate"), innerSteps: try text("inner_steps"),
      family: try text("noise"), sigma: try short("sigma"), schedule: try text("schedule"))
  }

  /// The system that has such advantages by default, where that says more.
  private static func short(_ advantage: String) -> String {
    guard advantage.contains("(") else { return advantage }
    return AdvantagePreset.all.first { $0.estimator.text == advantage }?.name ?? advantage
  }
}
