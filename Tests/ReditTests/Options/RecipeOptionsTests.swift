import Foundation
import TestSupport
import Testing

/// Options beside a preset, and what the rows of `redit compare` and `redit train` then say they are of.
struct RecipeOptionsTests {
  private func rows(_ command: String) throws -> [[String: String]] {
    let result = try Tool.run(command.split(separator: " ").map(String.init))
    #expect(result.status == 0, "\(result.errors)")
    return CSVRows.read(result.output)
  }

  private static let compare = "compare --runs 6 --steps 20 --sigma 0.05 --format csv"

  /// As the help says, what is given takes the place of what the system has: the law names it, and the
  /// numbers are those of the advantage spelled out.
  @Test func `options given win over a preset`() throws {
    let preset = try rows(Self.compare + " --preset trl --stabilizer 0.5")
    #expect(preset[0]["advantage"] == "trl")
    #expect(try #require(preset[0]["law"]).contains("0.5"))
    let spelled = try rows(
      Self.compare
        + " --preset trl --advantage standardized --ddof 1 --stabilizer 0.5")
    #expect(spelled[1]["final_value"] == preset[1]["final_value"])
    let untouched = try rows(Self.compare + " --preset trl")
    #expect(untouched[1]["final_value"] != preset[1]["final_value"])
    let other = try rows(Self.compare + " --preset reinforce++ --advantage dr-grpo --whiten none")
    #expect(other[0]["advantage"] == "dr-grpo" && other[0]["law"] == "mean")
    #expect(try !#require(other[0]["objective"]).contains("whitened"))
    let kl = try rows(Self.compare + " --preset redit-paper --kl-coefficient 0")
    #expect(try !#require(kl[0]["objective"]).contains("KL"))
  }

  @Test func `the objective is named`() throws {
    let paper = try rows(Self.compare + " --preset redit-paper")
    #expect(
      paper[0]["objective"] == "on policy; KL 0.04 (k3) to the start; gradient norm at most 0.1")
    let dapo = try rows(Self.compare + " --preset dapo --inner-steps 2")
    #expect(
      dapo[0]["objective"]
        == "2 steps a batch, token ratio clipped to 0.8..1.28; filter raw, at most 10 draws; "
        + "gradient norm at most 1")
    let white = try rows(Self.compare + " --preset openrlhf-reinforce++")
    #expect(try #require(white[0]["objective"]).contains("whitened as openrlhf"))
  }

  /// Silent groups under a dither below, at and above the floor of the whitening, against quadrature. N =
  /// 1,600 runs, seed 1, abs(z) <= 5: the mean of abs(Gaussian) is known to .0189 of it, so 19% are seen for
  /// sure. At sigma 1e-4 the two rules are 37% apart.
  @Test(arguments: try! Reference.table("whitened_silence.csv"))
  func `whitening follows the rule of its library`(row: [String: String]) throws {
    let (rule, sigma, expected) = (row["rule"]!, row["sigma"]!, Double(row["mean_norm"]!)!)
    let preset = (rule == "verl" ? "" : "openrlhf-") + "reinforce++-baseline"
    let scratch = try Scratch()
    let made = try Tool.run(
      ["train", "--rewards", "1,1", "--logits", "0,0", "--preset", preset, "--group-size", "64"]
        + ["--sigma", sigma, "--steps", "1", "--runs", "1600", "--learning-rate", "1e-9"]
        + ["--out", "w.csv"], in: scratch.folder)
    try #require(made.status == 0, "\(made.errors)")
    let norms = try CSVRows.read(scratch.read("w.csv")).filter { $0["step"] == "1" }
      .map { try #require(Double($0["gradient_norm"]!)) }
    try #require(norms.count == 1600)
    let z = ZScore(norms, against: expected)
    #expect(z.agrees(), "\(row): \(z)")
    // Negative controls: the other rule, and (A - mean)/(S + 1e-8), which has .0708 at any sigma.
    let others = ["0.0001": rule == "verl" ? 0.067863 : 0.049424, "1e-05": 0.0708]
    if let other = others[sigma] { #expect(ZScore(norms, against: other).differs(), "\(z)") }
  }

  @Test(arguments: [
    ("--preset dr-grpo --ddof 1", "--ddof"), ("--advantage mean --stabilizer 0.1", "--stabilizer"),
    ("--draws 3", "--draws"), ("--preset trl --clip-range 0.1", "--clip-range"),
    ("--runs 1", "--runs"), ("--runs 2000000", "--runs"), ("--steps 4294967295", "--steps"),
    ("--runs 1000000 --steps 1000000", "1e11"),
    ("--group-size 2147483648", "--group-size: at most"),
    ("--prompts-per-step 4611686018427387904", "--prompts-per-step: at most"),
    ("--group-size 1000000 --prompts-per-step 1000000", "--prompts-per-step: at most"),
  ])
  func `what has no effect or does not fit is refused by name`(
    options: String, name: String
  ) throws {
    let result = try Tool.run(
      ("compare --sigma 0.05 " + options).split(separator: " ").map(String.init))
    #expect(result.status == 64 && result.output.isEmpty)
    #expect(result.errors.contains(name), "\(result.errors)")
    #expect(result.errors.split(separator: "\n").count == 1)
  }

  @Test func `rows that would not fit into memory are refused`() throws {
    let result = try Tool.run(
      "train --sigma 0.05 --steps 1000000000".split(separator: " ").map(String.init))
    #expect(result.status == 64 && result.errors.contains("--every"), "\(result.errors)")
    let thin = try Tool.run(
      "train --sigma 0.05 --steps 20000 --every 10000".split(separator: " ").map(String.init))
    #expect(thin.status == 0 && thin.output.split(separator: "\n").count == 3)
  }

  /// V starts where the weights say, (99 .9 + .1) / 100.
  @Test func `weights of a prompt file count`() throws {
    let scratch = try Scratch()
    try scratch.write("prompt,pass_rate,weight\na,.9,99\nb,.1,1\n", to: "p.csv")
    let result = try Tool.run(
      "compare --prompts p.csv --sigma 0.05 --steps 5 --runs 6".split(separator: " ")
        .map(String.init), in: scratch.folder)
    #expect(
      result.status == 0 && result.output.contains("V 0.892 at the start"), "\(result.output)")
  }

  @Test func `runs that nobody finishes have no ratio`() throws {
    let command =
      "compare --rewards 1,0 --logits=-12,0 --advantage trl --sigma 0.05 --steps 20 --runs 8"
    let found = try rows(command + " --format csv")
    #expect(found[1]["ratio"] == "" && found[1]["censored"] == "unreached")
    #expect(found[1]["note"] == "no run reached the threshold in 20 steps: no ratio")
    let table = try Tool.run(command.split(separator: " ").map(String.init))
    #expect(table.output.contains("unreached") && !table.output.contains("1.000 ["))
  }

  @Test func `a ratio of runs that were cut says so`() throws {
    let command = "compare --pass-rate 0.02,0.1,0.5 --preset trl --sigma 0.05 --runs 32"
    let found = try rows(command + " --format csv")
    #expect(["dithered", "both"].contains(try #require(found[1]["censored"])))
    #expect(
      try #require(found[1]["note"]).contains("had not reached the threshold after 200 steps"))
  }
}

/// A CSV by the names of its columns.
enum CSVRows {
  /// What a command prints with `--format csv`.
  static func printed(by line: String) throws -> [[String: String]] {
    let result = try Tool.run(
      line.split(separator: " ").map(String.init) + ["--format", "csv"])
    #expect(result.status == 0, "\(result.errors)")
    return read(result.output)
  }

  static func read(_ text: String) -> [[String: String]] {
    let lines = text.split(separator: "\n").map { cells($0) }
    return lines.dropFirst().map { Dictionary(uniqueKeysWithValues: zip(lines[0], $0)) }
  }

  private static func cells(_ line: Substring) -> [String] {
    var (found, isQuoted) = ([""], false)
    for character in line {
      switch character {
      case "\"": isQuoted.toggle()
      case "," where !isQuoted: found.append("")
      default: found[found.count - 1].append(character)
      }
    }
    return found
  }
}
