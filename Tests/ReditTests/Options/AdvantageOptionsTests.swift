import Foundation
import Testing

/// Options beside a system's advantage, and numbers at the edge of what there is.
struct AdvantageOptionsTests {
  /// The last row as JSON.
  private func row(_ options: String) throws -> [String: Any] {
    let result = try Tool.run(
      ("exact --format json " + options).split(separator: " ").map(String.init))
    try #require(result.status == 0, "\(result.errors)")
    let rows = try JSONSerialization.jsonObject(with: Data(result.output.utf8))
    return try #require((rows as? [[String: Any]])?.last)
  }

  private func number(_ row: [String: Any], _ name: String) throws -> Double {
    try #require(row[name] as? Double, "\(name): \(row["note"] ?? "")")
  }

  /// The same by its kind and by a system's name: .208713 and .0632043 by enumeration.
  @Test(arguments: ["grpo", "trl", "verl", "openrlhf", "standardized"])
  func `options given change a system's advantage`(name: String) throws {
    let found = try row(
      "--pass-rate 0.3 --group-size 4 --advantage \(name) --clamp 1 --ddof 1 --stabilizer 0.1 "
        + "--sigma 0")
    #expect(abs(try number(found, "gradient_norm_exact") - 0.208713) < 1e-6)
    #expect(abs(try number(found, "variance_exact") - 0.0632043) < 1e-7)
  }

  @Test(arguments: ["--stabilizer 0.1", "--ddof 1"])
  func `options that change no advantage are refused by name`(option: String) throws {
    let result = try Tool.run(
      ("exact --advantage dr-grpo --advantage rloo " + option).split(separator: " ").map(
        String.init))
    #expect(result.status == 64)
    #expect(result.errors.contains(option.prefix { $0 != " " } + ": no effect, dr-grpo, rloo"))
  }

  /// Uniform draws on each component: 0.05 sqrt(2^2 + .5^2 + 1 + 1 + .5^2) / sqrt 3.
  @Test func `a relative radius is that of uniform noise`() throws {
    let found = try row(
      "--relative-radius 0.05 --component-maxima 2,0.5,1,1,0.5 --advantage trl --group-size 4")
    #expect(found["noise"] as? String == "uniform")
    #expect(abs(try number(found, "sigma") - 0.05 * (6.5 / 3).squareRoot()) < 1e-15)
    #expect(try number(found, "snr_exact") > 0)
  }

  @Test func `rewards far apart keep a direction`() throws {
    for name in ["mean", "grpo"] {
      let found = try row(
        "--rewards=-1e200,1e200 --logits 0,0 --advantage \(name) --group-size 4 --sigma 0")
      #expect(abs(try number(found, "cosine_exact") - 1) < 1e-12)
      #expect(try number(found, "snr_exact") > 1)
    }
  }

  /// One outcome of probability e^-700 under a reference of 1/2: `2 (.04 / 2)^2 e^700 / 4`.
  @Test func `a penalty whose square is no number has a second moment`() throws {
    let found = try row(
      "--logits=-700,0 --rewards 1,0 --reference-logits 0,0 --kl-coefficient .04 --advantage trl "
        + "--group-size 4 --sigma 0")
    #expect(abs(try number(found, "second_moment_exact") / 2.02846e300 - 1) < 1e-5)
  }

  @Test(arguments: [
    "--rewards 0,1e155 --logits 0,0 --advantage nemo-rl --group-size 4 --sigma 0,1",
    "--rewards 0,1e155 --logits 0,0 --advantage trl-batch --group-size 4 --sigma 0,1",
    "--rewards 0,1 --logits 0,0 --advantage trl --stabilizer 1e300 --sigma 1e150",
    "--rewards 0,1e-300 --logits=-1e300,1e300 --advantage trl --sigma 1e-150",
  ])
  func `numbers of any legal size have rows`(options: String) throws {
    let found = try row(options)
    if let variance = found["variance_exact"] as? Double { #expect(variance >= 0) }
  }

  @Test(arguments: [
    ("--logits=-9e307,9e307 --rewards 1,0", "--logits: must lie within 1e300 of 0"),
    ("--logits 0,0 --rewards 1e301,0", "--rewards: must lie within 1e300 of 0"),
    ("--policy sequence --vocabulary 262144 --length 1 --reward parity --group-size 2", "numbers"),
  ])
  func `what is too large is refused in a line`(options: String, words: String) throws {
    let result = try Tool.run(("exact " + options).split(separator: " ").map(String.init))
    #expect(result.status == 64 || result.status == 1)
    #expect(result.errors.contains(words), "\(result.errors)")
    #expect(result.errors.split(separator: "\n").count == 1)
  }
}
