import Testing

@testable import redit

/// Names in any case and in lists; and for a wrong one, what was meant.
struct NamesTests {
  @Test func `the nearest name is found`() {
    let known = ["gaussian", "uniform", "laplace", "rademacher", "student-t", "none"]
    #expect(Names.nearest(to: "gausian", among: known) == "gaussian")
    #expect(Names.nearest(to: "GAUSSAIN", among: known) == "gaussian")
    #expect(Names.nearest(to: "uni", among: known) == "uniform")
    #expect(Names.nearest(to: "studentt", among: known) == "student-t")
    #expect(Names.nearest(to: "cauchy", among: known) == nil)
    #expect(Names.nearest(to: "", among: known) == nil)
    #expect(Names.nearest(to: String(repeating: "a", count: 100_000), among: known) == nil)
  }

  /// One of each kind: two transposed letters, one too few, one too many, another case.
  static let wrong: [(command: String, status: Int32, mentions: [String])] = [
    ("swep", 64, ["'swep'", "did you mean sweep?", "compare"]),
    ("Verify", 64, ["did you mean verify?"]),
    ("blub", 64, ["'blub'", "commands: verify, calibrate"]),
    ("help nosuch", 64, ["'nosuch'", "sweep"]),
    ("help swep", 64, ["did you mean sweep?"]),
    ("verify SilentGroups", 64, ["did you mean --claim SilentGroups?"]),
    ("verify silentgroup", 64, ["did you mean --claim SilentGroups?"]),
    ("verify --claim SilentGruops", 64, ["--claim", "did you mean SilentGroups?"]),
    ("verify --claim UnbiasedGradient,Silent", 64, ["did you mean SilentGroups?"]),
    ("calibrate --claim silent-groups", 64, ["did you mean SilentGroups?"]),
    ("exact --until", 64, ["'--until'", "redit train"]),
    ("exact --sgima 1", 64, ["did you mean --sigma?"]),
    ("exact --blub", 64, ["'--blub'", "redit help exact"]),
    ("sweep --noise gausian", 64, ["--noise", "did you mean gaussian?"]),
    ("sweep --advantage trl,drgrpo", 64, ["'drgrpo'", "did you mean dr-grpo?"]),
    ("sweep --method startified", 64, ["--method", "stratified"]),
    ("train --task party", 64, ["--task", "did you mean parity?"]),
    ("train --preset redit_paper", 64, ["--preset", "did you mean redit-paper?"]),
    ("train --schedule cosin", 64, ["did you mean cosine?"]),
    ("train --optimizer adem", 64, ["did you mean adam?"]),
    ("map --task copi", 64, ["did you mean copy?"]),
    ("exact --policy bandti", 64, ["--policy", "Did you mean bandit?"]),
    ("exact --format makdown", 64, ["--format", "Did you mean markdown?"]),
    ("sweep --groups 1.5e0", 64, ["--groups", "1.5e0", "whole number"]),
    ("sweep --groups 1e30", 64, ["--groups", "1e30", "whole number"]),
    ("exact --advantage trl,mean --advantage TRL", 64, ["--advantage", "trl is listed twice"]),
    ("exact --noise uniform,uniform", 64, ["--noise", "uniform is listed twice"]),
    ("exact --group-size 4,8,4", 64, ["--group-size", "4 is listed twice"]),
    ("exact --out a.xlsx", 64, ["--out", ".xlsx", ".csv, .json, .md, .txt"]),
    ("sweep --out=a.jsonl --groups 100", 64, ["--out", "did you mean json?"]),
    ("train --out a.json", 64, ["--out", ".json", "jsonl"]),
    ("sweep --group-size 4,1.5", 64, ["--group-size", "4,1.5", "whole number"]),
  ]

  @Test(arguments: wrong)
  func `a wrong word is answered with the right one`(
    item: (command: String, status: Int32, mentions: [String])
  ) throws {
    let result = try Tool.run(item.command.split(separator: " ").map(String.init))
    #expect(result.status == item.status, "\(result.output)")
    #expect(result.errors.count { $0 == "\n" } == 1)
    for word in item.mentions { #expect(result.errors.contains(word), "\(result.errors)") }
    #expect(!result.errors.contains("--ddof"))
  }

  /// Left is how it may be typed, right the plain form: the same bytes.
  static let same = [
    (
      "exact --noise Gaussian,UNIFORM --sigma 0.1",
      "exact --noise gaussian --noise uniform --sigma 0.1"
    ),
    ("exact --advantage TRL,Dr-GRPO", "exact --advantage trl --advantage dr-grpo"),
    (
      "sweep --groups 1e3 --seed 1e1 --batch-groups=1e1 --advantage trl-batch",
      "sweep --groups 1000 --seed 10 --batch-groups 10 --advantage trl-batch"
    ),
    ("exact --group-size 4,1e1 --format CSV", "exact --group-size 4,10 --format csv"),
    (
      "exact --policy Sequence --vocabulary 2 --length 2 --reward PARITY",
      "exact --policy sequence --vocabulary 2 --length 2 --reward parity"
    ),
    (
      "train --steps 1e1 --runs 2e0 --filter RAW --decay Linear",
      "train --steps 10 --runs 2 --filter raw --decay linear"
    ),
    ("exact --advantage Standardized", "exact --advantage standardized"),
    ("exact --pass-rate .3 --advantage RLOO", "exact --pass-rate .3 --advantage rloo"),
    (
      "compare --preset TRL --runs 8 --steps 3 --schedule Factor,cosine",
      "compare --preset trl --runs 8 --steps 3 --schedule factor --schedule cosine"
    ),
    (
      "map --optimizer SGD,adam --runs 8 --steps 3 --pass-rate .5 --noise Uniform",
      "map --optimizer sgd --optimizer adam --runs 8 --steps 3 --pass-rate .5 --noise uniform"
    ),
    ("train --task Parity --steps 2", "train --task parity --steps 2"),
    (
      "verify --claim rewardvariance,SIGNPRESERVATION --groups 1000",
      "verify --claim RewardVariance --claim SignPreservation --groups 1000"
    ),
  ]

  @Test(arguments: same)
  func `names have no case and come in lists`(typed: String, plain: String) throws {
    let one = try Tool.run(typed.split(separator: " ").map(String.init))
    let two = try Tool.run(plain.split(separator: " ").map(String.init))
    #expect(one.errors == two.errors)
    #expect(!one.output.isEmpty)
    #expect(one.output == two.output)
  }
}
