import ArgumentParser
import GRPO
import Testing
import Training

@testable import redit

/// The step size where none is asked for is one number in every command.
struct UsualRateTests {
  @Test(arguments: OptimizerRule.names)
  func `map, train and compare take the same`(name: String) throws {
    let rule = try OptimizerRule(name: name)
    for isNeural in [false, true] {
      let grid = try GridOptions.parse(["--optimizer", name])
      let recipe = try RecipeOptions.parse(["--optimizer", name])
      let rates = try [
        grid.recipes(isNeural: isNeural)[0].update.learningRate.peak,
        recipe.update(surrogate: Surrogate(), hasKL: false, isNeural: isNeural).learningRate.peak,
      ]
      #expect(rates == [rule.usualRate(isNeural: isNeural), rule.usualRate(isNeural: isNeural)])
    }
  }

  /// Momentum .9 adds up ten gradients of one direction: a tenth of the rate goes as far.
  @Test func `momentum goes as far as plain steps`() throws {
    let (plain, heavy) = try (OptimizerRule(name: "sgd"), OptimizerRule(name: "momentum"))
    #expect(abs(plain.usualRate(isNeural: false) / heavy.usualRate(isNeural: false) - 10) < 1e-12)
  }
}
