import Testing

/// An option that would change nothing is refused by its name, with the reason; the same option is
/// taken where it acts.
struct IdleOptionTests {
  struct Case: CustomTestStringConvertible {
    let command: String
    let option: String
    let reason: String
    /// Added to the command, the option has an effect.
    let cure: String

    var testDescription: String { command }
  }

  private static let simulates = Case(
    command: "exact --sigma 0 --seed 3", option: "--seed", reason: "simulates nothing", cure: "")

  static let cases = [
    Case(
      command: "exact --sigma .1 --clip-range .2", option: "--clip-range", reason: "ratio is 1",
      cure: "--old-logits=0,0,0,0,0"),
    Case(
      command: "exact --sigma .1 --ratio sequence", option: "--ratio", reason: "ratio is 1",
      cure: "--policy sequence --vocabulary 2 --length 2 --reward parity --old-logits 1,0,0,0,0,0"),
    Case(
      command: "exact --ratio token --old-logits=0,0,0,0,0", option: "--ratio",
      reason: "one token", cure: ""),
    Case(
      command: "exact --kl-estimator k2", option: "--kl-estimator", reason: "no KL term",
      cure: "--kl-coefficient .1 --reference-logits=0,0,0,0,0"),
    Case(
      command: "exact --reference-logits=0,0,0,0,0", option: "--reference-logits",
      reason: "no KL term", cure: "--kl-coefficient .1"),
    Case(
      command: "exact --batch-groups 4", option: "--batch-groups", reason: "batch",
      cure: "--advantage trl-batch"),
    Case(
      command: "exact --degrees-of-freedom 4", option: "--degrees-of-freedom",
      reason: "student-t", cure: "--noise student-t"),
    Case(
      command: "exact --noise none --sigma .1", option: "--sigma", reason: "none",
      cure: "--noise gaussian"),
    Case(
      command: "exact --component-maxima 2", option: "--component-maxima",
      reason: "--relative-radius", cure: "--relative-radius .1"),
    Case(
      command: "exact --clamp 10 --advantage standardized", option: "--clamp", reason: "2.64575",
      cure: "--group-size 256"),
    Case(
      command: "exact --pass-rate .5 --policy bandit", option: "--policy", reason: "--pass-rate",
      cure: ""),
    simulates,
    Case(command: "exact --groups 50", option: "--groups", reason: "'redit sweep'", cure: ""),
    Case(command: "exact --method plain", option: "--method", reason: "'redit sweep'", cure: ""),
    Case(command: "exact --precision .1", option: "--precision", reason: "sweep", cure: ""),
    Case(
      command: "exact --generator philox4x64", option: "--generator", reason: "sweep", cure: ""),
    Case(
      command: "sweep --groups 0 --seed 3", option: "--seed", reason: "--groups 0", cure: ""),
    Case(
      command: "sweep --groups 0 --precision .1", option: "--precision", reason: "--groups 0",
      cure: ""),
    Case(
      command: "sweep --groups 500 --batch-groups 4", option: "--batch-groups", reason: "batch",
      cure: "--advantage batch-standardized"),
    Case(
      command: "train --steps 2 --hidden 8", option: "--hidden", reason: "--task",
      cure: "--task parity"),
    Case(
      command: "train --steps 2 --warm-pass-rate .4", option: "--warm-pass-rate",
      reason: "--task", cure: "--task parity"),
    Case(
      command: "train --steps 2 --sigma 0 --schedule cosine", option: "--schedule",
      reason: "--sigma", cure: ""),
    Case(
      command: "train --steps 2 --noise uniform --sigma 0", option: "--noise", reason: "--sigma",
      cure: ""),
    Case(
      command: "train --steps 2 --noise none --schedule cosine", option: "--schedule",
      reason: "none", cure: ""),
    Case(
      command: "train --steps 2 --degrees-of-freedom 3", option: "--degrees-of-freedom",
      reason: "student-t", cure: "--noise student-t"),
    Case(
      command: "train --steps 2 --kl-estimator k1", option: "--kl-estimator",
      reason: "no KL term", cure: "--preset redit-paper"),
    Case(
      command: "train --steps 2 --ratio sequence", option: "--ratio", reason: "--inner-steps",
      cure: "--inner-steps 2"),
    Case(
      command: "train --steps 2 --clamp 9", option: "--clamp", reason: "stay within",
      cure: "--advantage mean"),
    Case(
      command: "train --steps 2 --checkpoint-every 5", option: "--checkpoint-every",
      reason: "--out", cure: "--out runs.csv"),
    Case(
      command: "train --steps 2 --force", option: "--force", reason: "--out",
      cure: "--out runs.csv"),
    Case(
      command: "exact --ddof 1 --advantage mean", option: "--ddof", reason: "mean",
      cure: "--advantage standardized"),
    Case(
      command: "exact --stabilizer .1 --advantage dr-grpo,rloo", option: "--stabilizer",
      reason: "dr-grpo, rloo", cure: "--advantage trl"),
    Case(
      command: "train --steps 2 --clip-range .2", option: "--clip-range",
      reason: "--inner-steps", cure: "--inner-steps 2"),
    Case(
      command: "train --steps 2 --draws 3", option: "--draws", reason: "--filter",
      cure: "--filter raw"),
    Case(
      command: "train --steps 4 --until 5 --out runs.csv", option: "--until",
      reason: "--steps 4", cure: ""),
    Case(
      command: "compare --runs 8 --steps 2 --hidden 8", option: "--hidden", reason: "--task",
      cure: ""),
    Case(
      command: "map --runs 2 --steps 2 --hidden 8", option: "--hidden", reason: "--task", cure: ""),
    Case(
      command: "exact --wide --format csv", option: "--wide", reason: "csv", cure: ""),
  ]

  @Test(arguments: cases)
  func `an option without effect is refused, with one it is taken`(item: Case) throws {
    let scratch = try Scratch()
    let words = item.command.split(separator: " ").map(String.init)
    let refused = try Tool.run(words, in: scratch.folder)
    #expect(refused.status == 64, "\(refused.errors)")
    #expect(refused.errors.hasPrefix("redit: \(item.option): no effect, "), "\(refused.errors)")
    #expect(refused.errors.contains(item.reason), "\(refused.errors)")
    #expect(refused.output.isEmpty)
    guard !item.cure.isEmpty else { return }
    let cure = item.cure.split(separator: " ").map(String.init)
    let taken = try Tool.run(words + cure, in: scratch.folder)
    #expect(taken.status == 0, "\(taken.errors)")
  }
}
