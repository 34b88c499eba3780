import Foundation
import Testing

/// `redit sweep` and `redit exact` from the outside.
struct SweepCommandTests {
  static let firstColumns =
    "policy,advantage,noise,group_size,ddof,stabilizer,sigma,groups,seed,gradient_norm,"
    + "gradient_norm_se,gradient_norm_exact,second_moment,second_moment_se,second_moment_exact,"
    + "variance,variance_se,variance_exact,snr,snr_exact,cosine,cosine_exact,silent_fraction,"
    + "silent_fraction_exact"

  static func sweep(_ more: String) -> [String] {
    ("sweep --groups 3000 --group-size 4 --sigma 0.1,0.5 " + more).split(separator: " ")
      .map(String.init)
  }

  @Test func `columns come in the promised order, with a row at sigma 0`() throws {
    let result = try Tool.run(Self.sweep("--format csv --noise gaussian --noise uniform"))
    #expect(result.status == 0)
    #expect(result.errors.isEmpty, "quiet in a pipe")
    let lines = result.output.split(separator: "\n")
    #expect(lines[0].hasPrefix(Self.firstColumns))
    // Two advantages, two noises, sigma 0, .1, .5.
    #expect(lines.count == 1 + 2 * 2 * 3)
    let sigmas = lines.dropFirst().map { $0.split(separator: ",")[6] }
    #expect(Array(sigmas.prefix(3)) == ["0.0", "0.1", "0.5"])
  }

  @Test func `same seed, same bytes, whatever the number of threads`() throws {
    let one = try Tool.run(Self.sweep("--format csv --threads 1"))
    let three = try Tool.run(Self.sweep("--format csv --threads 3"))
    let other = try Tool.run(Self.sweep("--format csv --seed 2"))
    #expect(one.output == three.output)
    #expect(one.output != other.output)
  }

  @Test func `a sweep is repeated byte for byte from its meta file`() throws {
    let scratch = try Scratch()
    let first = try Tool.run(
      Self.sweep("--seed 18446744073709551615 --out a.csv --plot a.svg --threads 2"),
      in: scratch.folder)
    #expect(first.status == 0, "\(first.errors)")
    #expect(try scratch.names == ["a.csv", "a.csv.meta.json", "a.svg", "a.svg.meta.json"])
    let again = try Tool.run(
      ["repeat", "a.csv.meta.json", "--out", "b.csv"], in: scratch.folder)
    #expect(again.status == 0, "\(again.errors)")
    #expect(try scratch.read("a.csv") == scratch.read("b.csv"))
    let third = try Tool.run(
      ["repeat", "b.csv.meta.json", "--out", "c.csv"], in: scratch.folder)
    #expect(third.status == 0)
    #expect(try scratch.read("a.csv") == scratch.read("c.csv"))
  }

  @Test func `an exact run is repeated too`() throws {
    let scratch = try Scratch()
    let first = try Tool.run(
      ["exact", "--rewards", "0,0,1", "--sigma", "0.1", "--out", "a.csv"], in: scratch.folder)
    #expect(first.status == 0, "\(first.errors)")
    let again = try Tool.run(
      ["repeat", "a.csv.meta.json", "--out", "b.csv"], in: scratch.folder)
    #expect(again.status == 0, "\(again.errors)")
    #expect(try scratch.read("a.csv") == scratch.read("b.csv"))
  }

  @Test func `an own output is replaced, an edited one is not`() throws {
    let scratch = try Scratch()
    #expect(try Tool.run(Self.sweep("--out a.csv"), in: scratch.folder).status == 0)
    #expect(try Tool.run(Self.sweep("--out a.csv --seed 5"), in: scratch.folder).status == 0)
    try scratch.write(try scratch.read("a.csv") + "edited", to: "a.csv")
    let refused = try Tool.run(Self.sweep("--out a.csv"), in: scratch.folder)
    #expect(refused.status == 1)
    #expect(try scratch.read("a.csv").hasSuffix("edited"))
    #expect(try Tool.run(Self.sweep("--out a.csv --force"), in: scratch.folder).status == 0)
  }

  @Test func `a changed input stops a repetition`() throws {
    let scratch = try Scratch()
    try scratch.write("prompt,pass_rate\na,0.5\n", to: "rates.csv")
    #expect(
      try Tool.run(Self.sweep("--prompts rates.csv --out a.csv"), in: scratch.folder).status == 0)
    try scratch.write("prompt,pass_rate\na,0.6\n", to: "rates.csv")
    let result = try Tool.run(
      ["repeat", "a.csv.meta.json", "--out", "b.csv"], in: scratch.folder)
    #expect(result.status == 1)
    #expect(result.errors.contains("rates.csv has changed"))
  }

  @Test func `JSON holds gradients and the shrinkage`() throws {
    let result = try Tool.run(
      ["exact", "--group-size", "8", "--sigma", "0.5", "--advantage", "standardized"]
        + ["--format", "json"])
    let rows = try #require(
      JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [[String: Any]])
    let shrinkage = try #require(rows[1]["shrinkage"] as? [Double])
    #expect(shrinkage.count == 7)
    // claims.md: kappa at G = 8, K = 1, sigma .5.
    #expect(abs(shrinkage[0] - 0.575475) < 5e-7)
    #expect((rows[1]["expected_gradient_exact"] as? [Double])?.count == 5)
    #expect(rows[1]["expected_gradient"] is NSNull || rows[1]["expected_gradient"] == nil)
  }

  @Test func `lists of group sizes and pass rates make one table`() throws {
    let grid = ["--sigma", "0:1:5", "--format", "csv"]
    let result = try Tool.run(["exact", "--pass-rate", ".1:.5:3", "--group-size", "4,16"] + grid)
    #expect(result.status == 0, "\(result.errors)")
    let lines = result.output.split(separator: "\n").dropFirst()
    #expect(lines.count == 2 * (3 + 1) * 2 * 5)
    #expect(Set(lines.map { $0.split(separator: ",")[0] }) == ["p=0.1", "p=0.3", "p=0.5", "all"])
    let alone = try Tool.run(["exact", "--pass-rate", "0.3", "--group-size", "16"] + grid)
    for line in alone.output.split(separator: "\n").dropFirst() { #expect(lines.contains(line)) }
  }

  @Test func `a list of group sizes is repeated from its meta file`() throws {
    let scratch = try Scratch()
    let first = try Tool.run(
      ["exact", "--group-size", "4,8", "--sigma", "0.1", "--out", "a.csv"], in: scratch.folder)
    #expect(first.status == 0, "\(first.errors)")
    #expect(try scratch.read("a.csv.meta.json").contains("\"group_sizes\""))
    let again = try Tool.run(
      ["repeat", "a.csv.meta.json", "--out", "b.csv"], in: scratch.folder)
    #expect(again.status == 0, "\(again.errors)")
    #expect(try scratch.read("a.csv") == scratch.read("b.csv"))
  }

  @Test func `a prompt set has rows for each prompt and for all`() throws {
    let result = try Tool.run(
      Self.sweep("--prompts data/prompts/pass_rates.csv --format csv --advantage mean"))
    #expect(result.status == 0, "\(result.errors)")
    let names = result.output.split(separator: "\n").dropFirst().map { $0.split(separator: ",")[0] }
    #expect(names.count == 17 * 3)
    #expect(names.suffix(3) == ["all", "all", "all"])
  }

  @Test(arguments: ["--help", "sweep --help", "exact --help", "verify --help", "plot --help"])
  func `help explains itself`(command: String) throws {
    let result = try Tool.run(command.split(separator: " ").map(String.init))
    #expect(result.status == 0)
    #expect(result.output.contains("USAGE"))
    if command == "sweep --help" {
      for option in [
        "--policy", "--logits", "--rewards", "--vocabulary", "--length", "--reward", "--target",
        "--policy-file", "--prompts", "--pass-rate", "--old-logits", "--reference-logits",
        "--clip-range",
        "--kl-coefficient", "--kl-estimator", "--group-size", "--advantage", "--ddof",
        "--stabilizer", "--noise", "--sigma", "--groups", "--seed", "--generator", "--threads",
        "--out", "--format", "--plot", "default",
      ] { #expect(result.output.contains(option), "\(option)") }
    }
  }
}
