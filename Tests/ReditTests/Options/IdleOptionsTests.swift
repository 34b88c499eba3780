import Foundation
import Testing

/// An option that would change nothing is refused by its name, with the reason; the same option is
/// taken where it acts.
struct IdleOptionsTests {
  struct Case: CustomTestStringConvertible {
    let command: String
    let option: String
    let reason: String
    /// Added to the command, the option has an effect.
    let cure: String

    init(_ row: Substring) {
      let cells = row.split(separator: "|", omittingEmptySubsequences: false)
        .map { $0.trimmingCharacters(in: .whitespaces) }
      (command, option, reason, cure) = (cells[0], cells[1], cells[2], cells[3])
    }

    var testDescription: String { command }
  }

  /// A row each: the command, the option, a word of the reason, and what gives the option an effect.
  static let cases = """
    exact --sigma 0 --seed 3 | --seed | simulates nothing |
    exact --sigma .1 --clip-range .2 | --clip-range | ratio is 1 | --old-logits=0,0,0,0,0
    exact --sigma .1 --ratio sequence | --ratio | ratio is 1 | --policy sequence --vocabulary 2 --length 2 --reward parity --old-logits 1,0,0,0,0,0
    exact --ratio token --old-logits=0,0,0,0,0 | --ratio | one token |
    exact --clip-form cispo | --clip-form | ratio is 1 | --clip-range inf,1 --old-logits=0,0,0,0,0
    exact --dual-clip 3 | --dual-clip | ratio is 1 | --old-logits=0,0,0,0,0
    exact --clip-form mask --old-logits=0,0,0,0,0 | --clip-form | no range | --clip-range .2
    exact --loss-aggregation token-mean | --loss-aggregation | one token | --policy sequence --vocabulary 2 --length 3 --end-token --reward parity
    train --steps 2 --loss-aggregation sequence-mean | --loss-aggregation | one token | --policy sequence --vocabulary 2 --length 3 --end-token --reward parity
    train --steps 2 --dual-clip 3 | --dual-clip | --inner-steps | --inner-steps 2
    train --steps 2 --inner-steps 2 --clip-form cispo | --clip-form | no range | --preset verl
    exact --kl-estimator k2 | --kl-estimator | no KL term | --kl-coefficient .1 --reference-logits=0,0,0,0,0
    exact --reference-logits=0,0,0,0,0 | --reference-logits | no KL term | --kl-coefficient .1
    exact --batch-groups 4 | --batch-groups | batch | --advantage trl-batch
    exact --degrees-of-freedom 4 | --degrees-of-freedom | student-t | --noise student-t
    exact --noise none --sigma .1 | --sigma | none | --noise gaussian
    exact --component-maxima 2 | --component-maxima | --relative-radius | --relative-radius .1
    advantages --rewards 1,0 --component-maxima 2 | --component-maxima | those of --rewards |
    exact --clamp 10 --advantage standardized | --clamp | 2.64575 | --group-size 256
    exact --pass-rate .5 --policy bandit | --policy | --pass-rate |
    exact --groups 50 | --groups | 'redit sweep' |
    exact --method plain | --method | 'redit sweep' |
    exact --precision .1 | --precision | sweep |
    exact --generator philox4x64 | --generator | sweep |
    sweep --groups 0 --seed 3 | --seed | --groups 0 |
    sweep --groups 0 --precision .1 | --precision | --groups 0 |
    sweep --groups 500 --batch-groups 4 | --batch-groups | batch | --advantage batch-standardized
    train --steps 2 --hidden 8 | --hidden | --task | --task parity
    train --steps 2 --warm-pass-rate .4 | --warm-pass-rate | --task | --task parity
    train --steps 2 --sigma 0 --schedule cosine | --schedule | --sigma |
    train --steps 2 --noise uniform --sigma 0 | --noise | --sigma |
    train --steps 2 --noise none --schedule cosine | --schedule | none |
    train --steps 2 --degrees-of-freedom 3 | --degrees-of-freedom | student-t | --noise student-t
    train --steps 2 --kl-estimator k1 | --kl-estimator | no KL term | --preset redit-paper
    train --steps 2 --ratio sequence | --ratio | --inner-steps | --inner-steps 2
    train --steps 2 --clamp 9 | --clamp | stay within | --advantage mean
    train --steps 2 --checkpoint-every 5 | --checkpoint-every | --out | --out runs.csv
    train --steps 2 --force | --force | --out | --out runs.csv
    exact --ddof 1 --advantage mean | --ddof | mean | --advantage standardized
    exact --stabilizer .1 --advantage dr-grpo,rloo | --stabilizer | dr-grpo, rloo | --advantage trl
    train --steps 2 --clip-range .2 | --clip-range | --inner-steps | --inner-steps 2
    train --steps 2 --draws 3 | --draws | --filter | --filter raw
    train --steps 4 --until 5 --out runs.csv | --until | --steps 4 |
    compare --runs 8 --steps 2 --hidden 8 | --hidden | --task |
    map --runs 2 --steps 2 --hidden 8 | --hidden | --task |
    exact --wide --format csv | --wide | csv |
    """.split(separator: "\n").map(Case.init)

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
