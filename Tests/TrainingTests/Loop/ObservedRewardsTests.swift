import GRPO
import GSL
import Policies
import TestSupport
import Testing

@testable import Training

struct ObservedRewardsTests {
  /// Right verdicts of 100,000, seed 3: binomial, known to .0016; errors exchanged would move them by .1.
  @Test func `verdicts err as often as asked for`() throws {
    let verifier = try ErringVerifier(falsePositive: 0.1, falseNegative: 0.2)
    let seen = try ObservedRewards(.verifier(verifier), of: [1, 0, 0, 1])
    #expect(seen.levels == [0, 1])
    var stream = RandomStream(seed: 3)
    let count = 100_000
    for (reward, p) in [(0.0, 0.1), (1, 0.8)] {
      let ones = (0..<count).reduce(0.0) { sum, _ in sum + seen.draw(reward, using: &stream) }
      let error = (p * (1 - p) / Double(count)).squareRoot()
      let z = ZScore(ones / Double(count), standardError: error, count: count, against: p)
      #expect(z.agrees(), "\(reward): \(z)")
    }
  }

  /// A right answer may be taken for wrong here, a wrong one never for right: both take one number.
  @Test func `every completion takes one number`() throws {
    let verifier = try ErringVerifier(falsePositive: 0, falseNegative: 0.5)
    let seen = try ObservedRewards(.verifier(verifier), of: [0, 1])
    var one = RandomStream(seed: 4)
    var other = RandomStream(seed: 4)
    #expect(seen.draw(0, using: &one) == 0)
    _ = seen.draw(1, using: &other)
    #expect(one.uniform() == other.uniform())
  }

  /// f = .4, e = .7: J = -.1, and V falls; f = .1, e = .2: it rises. 8 runs of 300 steps each, all of them.
  @Test func `the sign of Youden's index decides where a policy goes`() throws {
    let plain = try TrainingCases.fiveArms()
    let recipe = try TrainingCases.recipe(.mean, groupSize: 16)
    for (f, e, sign) in [(0.4, 0.7, -1.0), (0.1, 0.2, 1)] {
      let verifier = try ErringVerifier(falsePositive: f, falseNegative: e)
      let channel = RewardChannel.verifier(verifier)
      let task = try plain.observed(through: channel)
      #expect(task.initialValue == plain.initialValue && task.bestValue == 1)
      #expect(task.name == "five arms, \(channel.text)")
      for run in 0..<8 {
        var trainer = Trainer(task, recipe: recipe, steps: 300)
        trainer.restart()
        for step in 0..<300 { trainer.take(step: step, run: run, seed: 46) }
        var evaluator = Evaluator(task)
        let change = evaluator.value(of: trainer.policy) - task.initialValue
        #expect(sign * change > 0.02, "\(f) \(e) run \(run): \(change)")
      }
    }
  }

  @Test func `rewards that a grader does not know are refused`() throws {
    let verifier = RewardChannel.verifier(
      try ErringVerifier(falsePositive: 0.1, falseNegative: 0))
    #expect(throws: PolicyError.self) { try ObservedRewards(verifier, of: [0, 0.5]) }
  }
}
