import Foundation
import TestSupport
import Testing

/// Rewards of several components, as they are typed.
@Suite struct ComponentOptionsTests {
  /// pi = .15, .05, .7, .1; values worked out apart, six digits.
  @Test func `the four arms of two rewards, exact`() throws {
    let rows = try CSVRows.printed(
      by:
        "exact --logits=-1.8971199848858813,-2.995732273553991,-0.35667494393873245,-2.3025850929940455 "
        + "--rewards 1/1,1/0,0/1,0/0 --weights 1,.5 --group-size 4 --advantage decoupled "
        + "--sigma 0,.001,.05,.3")
    let expected = [0: 0.143478, 0.001: 0.175525, 0.05: 0.174925, 0.3: 0.158600]
    #expect(rows.count == 4)
    for row in rows {
      let sigma = try #require(row["sigma"].flatMap(Double.init))
      let variance = try #require(row["variance_exact"].flatMap(Double.init))
      let value = try #require(expected[sigma])
      #expect(abs(variance - value) < 5e-7, "\(row)")
      #expect(row["advantage"] == "decoupled")
      #expect(row["law"]?.contains("normalize-then-sum of standardized") == true)
    }
  }

  /// The noise on each component shows in the sum by sqrt(1 + .25), whatever the words.
  @Test func `summed advantages see the noise of the sum`() throws {
    let two = try CSVRows.printed(
      by:
        "exact --pass-rate .2 --other-pass-rates 1 --weights 1,.5 --advantage standardized --sigma .1"
    )
    let one = try CSVRows.printed(
      by: "exact --pass-rate .2 --advantage standardized --sigma 0.1118033988749895")
    for column in ["variance_exact", "snr_exact"] {
      let (a, b) = (
        try #require(two.last?[column].flatMap(Double.init)),
        try #require(one.last?[column].flatMap(Double.init))
      )
      #expect(abs(a - b) < 1e-12 * b, "\(column)")
    }
    #expect(two.last?["sigma"] == "0.1")
  }

  /// A format that is right in 95%: dither costs decoupled advantages more than summed ones.
  @Test func `the question of the format reward has its answer in one command`() throws {
    let rows = try CSVRows.printed(
      by:
        "exact --prompts data/prompts/pass_rates.csv --other-pass-rates .95 --weights 1,.5 "
        + "--advantage standardized,decoupled --sigma 0,.05"
    ).filter { $0["policy"] == "all" }
    func value(_ advantage: String, _ sigma: String) throws -> Double {
      let row = rows.first {
        $0["advantage"] == advantage && Double($0["sigma"]!) == Double(sigma)
      }
      return try #require(row?["snr_exact"].flatMap(Double.init))
    }
    let lost = try ["standardized", "decoupled"].map {
      1 - (try value($0, "0.05")) / (try value($0, "0"))
    }
    #expect(lost[1] > lost[0] && lost[0] > 0, "\(lost)")
  }

  @Test(arguments: [
    ("exact --advantage decoupled", "has one reward"),
    ("exact --pass-rate .2 --weights 1,.5", "--weights"),
    ("exact --pass-rate .2 --other-pass-rates 1.5", "must lie in 0...1"),
    ("exact --pass-rate .2 --other-pass-rates .5 --weights 1", "--weights"),
    ("exact --rewards 1/1,0 --logits 0,0", "--rewards"),
    ("exact --rewards 1/1,0/0 --weights 0,0", "0"),
    (
      "exact --pass-rate .2 --other-pass-rates .5 --component-maxima 1,2,3 --sigma .1", "components"
    ),
    (
      "sweep --pass-rate .2 --other-pass-rates .5 --advantage decoupled --method conditional",
      "decoupled"
    ),
    (
      "exact --policy sequence --vocabulary 2 --length 2 --reward parity --other-pass-rates .5",
      "one token"
    ),
    ("train --task copy --weights 1,1,1 --component-maxima 1,2 --sigma .1", "3 components"),
    ("compare --rewards 1/1,0/0 --component-maxima 1,2,3 --sigma .1", "2 components"),
    ("train --task copy --other-pass-rates .5", "--weights 1,1,1"),
    ("train --task copy --weights 1,1", "3 weights"),
    ("train --pass-rate .2 --advantage decoupled --steps 2", "has one reward"),
    ("map --pass-rate .2 --advantage decoupled --sigma .1", "has one reward"),
    ("map --task copy --other-pass-rates .5 --sigma .1", "--weights 1,1,1"),
  ])
  func `what does not fit is refused in one line`(line: String, words: String) throws {
    let result = try Tool.run(line.split(separator: " ").map(String.init))
    #expect(result.status == 64, "\(result.output.prefix(200))")
    #expect(result.errors.contains(words), "\(result.errors)")
    #expect(result.errors.split(separator: "\n").count == 1, "\(result.errors)")
  }
}
