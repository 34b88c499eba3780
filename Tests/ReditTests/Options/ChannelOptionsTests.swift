import Foundation
import TestSupport
import Testing

/// A verifier that errs and a grader with steps, as they are typed.
@Suite struct ChannelOptionsTests {
  private func number(_ row: [String: String]?, _ column: String) throws -> Double {
    try #require(row?[column].flatMap(Double.init))
  }

  /// q = .1 + .7 .2 = .24: silent groups are those of that pass rate, and r - mean keeps .7 of E g.
  @Test func `a verifier that errs is that of its observed rate`() throws {
    let rates = "--group-size 6 --advantage mean --sigma 0"
    let seen = try CSVRows.printed(
      by: "exact --pass-rate .2 --false-positive .1 --false-negative .2 \(rates)")
    let plain = try CSVRows.printed(by: "exact --pass-rate .2 \(rates)")
    let other = try CSVRows.printed(by: "exact --pass-rate .24 \(rates)")
    #expect(
      abs(
        try number(seen.last, "silent_fraction_exact") - number(other.last, "silent_fraction_exact")
      )
        < 1e-14)
    let ratio =
      try number(seen.last, "gradient_norm_exact") / number(plain.last, "gradient_norm_exact")
    #expect(abs(ratio - 0.7) < 1e-13)
    #expect(
      seen.last?["objective"]
        == "on policy; verifier with false positives 0.1 and false negatives 0.2")
  }

  /// Corrected, E g of r - mean is what it would be, also where most verdicts are wrong (J = -.1).
  @Test(arguments: [
    "--false-positive .1 --false-negative .2", "--false-positive .4 --false-negative .7",
  ])
  func `corrected verdicts leave the expected gradient`(verifier: String) throws {
    let rest = "--pass-rate .2 --group-size 6 --advantage mean --sigma 0,.3"
    let seen = try CSVRows.printed(by: "exact \(verifier) --corrected \(rest)")
    let plain = try CSVRows.printed(by: "exact \(rest)")
    for (row, other) in zip(seen, plain) {
      #expect(
        abs(try number(row, "gradient_norm_exact") - number(other, "gradient_norm_exact")) < 1e-13)
      #expect(try number(row, "variance_exact") > number(other, "variance_exact"))
      #expect(abs(try number(row, "cosine_exact") - 1) < 1e-12)
    }
  }

  /// Rewards 0, .3, 1 in steps of .5: rounding moves E g, uniform dither does not. Simulated values are
  /// within 5 standard errors of the exact ones.
  @Test func `rounding is a bias that dither takes away`() throws {
    let rest = "--rewards 0,.3,1 --advantage mean --sigma 0"
    let plain = try number(CSVRows.printed(by: "exact \(rest)").last, "gradient_norm_exact")
    let rounded = try number(
      CSVRows.printed(by: "exact --quantize .5 \(rest)").last, "gradient_norm_exact")
    #expect(abs(rounded - plain) > 1e-3)
    for dither in ["uniform", "triangular"] {
      let row = try CSVRows.printed(
        by: "sweep --quantize .5 --quantize-dither \(dither) \(rest) --groups 20000"
      )
      .last
      #expect(abs(try number(row, "gradient_norm_exact") - plain) < 1e-13)
      let score = ZScore(
        try number(row, "variance"), standardError: try number(row, "variance_se"), count: 20_000,
        against: try number(row, "variance_exact"))
      #expect(score.agrees(), "\(dither): \(score)")
    }
  }

  @Test(arguments: [
    ("exact --false-positive 1.5", "--false-positive: a share from 0 to 1, got 1.5"),
    ("exact --false-negative nan", "--false-negative: a share from 0 to 1"),
    ("exact --false-positive 0", "--false-positive: no effect"),
    ("exact --corrected", "--corrected: no effect"),
    (
      "exact --false-positive .8 --false-negative .2 --corrected", "--corrected: 1 - false_positive"
    ),
    (
      "exact --rewards 0,.5,1 --false-positive .1",
      "must be 0 or 1 for a verifier that errs, not 0.5"
    ),
    ("exact --false-positive .1 --quantize .5", "--quantize and --false-positive exclude"),
    ("exact --quantize 0", "--quantize: step must be finite and above 0"),
    ("exact --quantize 1e-300 --rewards 0,1", "2^-50"),
    ("exact --quantize 1", "--quantize: no effect, every reward is a whole number of steps of 1"),
    ("exact --quantize 1 --quantize-dither uniform", "uniform dither keeps it there"),
    ("exact --quantize-dither uniform", "--quantize-dither: no effect"),
    ("exact --quantize .5 --quantize-dither unifrom", "did you mean uniform?"),
    (
      "exact --rewards 0,.3 --quantize .5 --quantize-dither subtractive",
      "--noise uniform --sigma 0.144"
    ),
    ("exact --rewards 1/1,0/1 --weights 1,.5 --false-positive .1", "sees one reward"),
    (
      "exact --prompts data/prompts/pass_rates.csv --pass-rates posterior --false-positive .1",
      "--false-positive: no effect"
    ),
  ])
  func `what does not fit is refused in one line`(line: String, words: String) throws {
    let result = try Tool.run(line.split(separator: " ").map(String.init))
    #expect(result.status == 64, "\(result.output.prefix(200))")
    #expect(result.errors.contains(words), "\(result.errors)")
    #expect(result.errors.split(separator: "\n").count == 1, "\(result.errors)")
  }
}
