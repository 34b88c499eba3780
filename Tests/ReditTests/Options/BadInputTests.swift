import Foundation
import Testing

/// Bad input gives one clear line that names the option and the value, the right status, and leaves
/// nothing behind.
struct BadInputTests {
  struct Case: CustomTestStringConvertible {
    let arguments: [String]
    let status: Int32
    let mentions: [String]

    init(_ command: String, _ status: Int32, _ mentions: String...) {
      arguments = command.split(separator: " ").map(String.init)
      self.status = status
      self.mentions = mentions
    }

    var testDescription: String { arguments.joined(separator: " ") }
  }

  static let cases = [
    Case("sweep --sigma -1", 64, "--sigma", "-1"),
    Case("sweep --sigma nan", 64, "--sigma", "nan"),
    Case("sweep --sigma 0,x", 64, "--sigma", "'x'"),
    Case("sweep --sigma log:0:1:3", 64, "--sigma", "log:0:1:3"),
    Case("sweep --sigma 1e-300", 64, "--sigma", "1e-300"),
    Case("sweep --sigma 0:1", 64, "--sigma", "0:1"),
    Case("sweep --sigma 1:0:5", 64, "--sigma", "1:0:5"),
    Case("sweep --group-size 1 --advantage leave-one-out", 64, "--group-size 1", "leave-one-out"),
    Case("sweep --group-size 0 --advantage reinforce", 64, "--group-size 0"),
    Case("sweep --group-size 4,x", 64, "--group-size", "4,x"),
    Case("exact --group-size 4,1 --advantage leave-one-out", 64, "--group-size 1"),
    Case("exact --pass-rate .5,1.5", 64, "--pass-rate", ".5,1.5", "0...1"),
    Case("exact --pass-rate 0:.5", 64, "--pass-rate", "0:.5"),
    Case("exact --pass-rate .5 --prompts a.csv", 64, "--pass-rate", "--prompts"),
    Case("exact --pass-rate .5 --logits 1,2", 64, "--pass-rate", "--logits"),
    Case("advise", 64, "--prompts", "--pass-rate"),
    Case("advise --pass-rate .5 --prompts a.csv", 64, "--pass-rate", "--prompts"),
    Case("advise --pass-rate .5 --prompt-column a", 64, "--prompt-column", "--prompts"),
    Case("advise --pass-rate 1.5", 64, "--pass-rate", "1.5", "0...1"),
    Case("advise --pass-rate .5 --preset tlr", 64, "--preset", "'tlr'", "did you mean trl?"),
    Case("advise --pass-rate .5 --preset trl/gdpo", 64, "--preset", "trl/gdpo", "whitened"),
    Case("advise --pass-rate .5 --preset decoupled", 64, "--preset", "several rewards"),
    Case("advise --pass-rate .5 --preset reinforce++", 64, "--preset", "reinforce++", "whitened"),
    Case("advise --pass-rate .5 --group-size 1", 64, "--group-size", "got 1"),
    Case("advise --pass-rate .5 --group-size 4096", 64, "--group-size", "1024", "4096"),
    Case("advise --pass-rate .5 --completions 20", 64, "--completions", "8", "20"),
    Case("advise --pass-rate .5 --noise-scale 0", 64, "--noise-scale", "0"),
    Case("advise --pass-rate .5 --sigma .1,.1", 64, "--sigma", "0.1"),
    Case("advise --pass-rate .5 --table size", 64, "--table", "size"),
    Case("advise --pass-rate .5 --preset nemo-rl --group-size 2", 64, "--preset", "at least 3"),
    Case("sweep --group-size 2 --advantage nemo-rl", 64, "--group-size 2"),
    Case("sweep --logits 1,2 --rewards 0,1,2", 64, "--rewards", "2", "3"),
    Case("sweep --logits 1,2", 64, "--rewards"),
    Case("sweep --logits 1,inf --rewards 0,1", 64, "--logits", "1,inf"),
    Case("sweep --advantage foo", 64, "--advantage", "foo", "standardized", "trl"),
    Case("sweep --noise foo", 64, "--noise", "foo", "gaussian"),
    Case("sweep --policy foo", 64, "--policy", "foo"),
    Case("sweep --policy sequence", 64, "--vocabulary"),
    Case("sweep --policy sequence --vocabulary 3 --length 4 --reward bar", 64, "--reward", "bar"),
    Case(
      "sweep --policy sequence --vocabulary 4096 --length 40 --reward parity", 64, "16777216"),
    Case(
      "exact --policy sequence --vocabulary 4 --length 40 --rewards 1,0", 64, "--rewards", "262144",
      "parity"),
    Case("train --policy sequence --vocabulary 4 --length 40 --reward parity", 64, "262144"),
    Case(
      "sweep --policy sequence --vocabulary 4 --length 40 --reward parity --learning-rate .1", 64,
      "--learning-rate", "262144"),
    Case(
      "exact --policy sequence --vocabulary 4 --length 40 --reward parity --end-token --loss-aggregation "
        + "token-mean", 64, "--loss-aggregation token-mean", "sequence", "262144"),
    Case(
      "exact --policy sequence --vocabulary 4 --length 40 --reward parity --clip-range .2", 64,
      "--clip-range", "--old-logits", "at most 262144"),
    Case(
      "exact --policy sequence --vocabulary 4 --length 40 --reward parity --other-pass-rates .9",
      64,
      "--other-pass-rates", "length 40", "one token"),
    Case("sweep --groups 1", 64, "--groups", "1"),
    Case("sweep --groups -5", 64, "--groups", "-5"),
    Case("sweep --threads 0", 64, "--threads", "0"),
    Case("sweep --batch-groups 0", 64, "--batch-groups", "0"),
    Case("sweep --ddof 2", 64, "--ddof", "2"),
    Case("sweep --stabilizer -1", 64, "--stabilizer", "-1"),
    Case("sweep --clamp 0", 64, "--clamp", "0"),
    Case("sweep --noise student-t --degrees-of-freedom 2", 64, "--degrees-of-freedom", "2"),
    Case("sweep --kl-coefficient 0.1", 64, "--kl-coefficient", "0.1", "reference"),
    Case("sweep --kl-coefficient -1", 64, "--kl-coefficient", "-1"),
    Case("sweep --clip-range 2", 64, "--clip-range", "2"),
    Case("sweep --clip-range nan,1", 64, "--clip-range", "nan,1"),
    Case("sweep --dual-clip 1", 64, "--dual-clip", "1", "above 1"),
    Case("sweep --dual-clip 3 --clip-form cispo", 64, "--dual-clip 3", "cispo", "ppo"),
    Case("sweep --clip-form foo", 64, "--clip-form", "foo", "cispo"),
    Case("sweep --loss-aggregation foo", 64, "--loss-aggregation", "foo", "token-mean"),
    Case("sweep --end-token", 64, "--end-token", "bandit"),
    Case(
      "sweep --policy sequence --vocabulary 3 --length 3 --end-token --reward target --target 1",
      64,
      "--reward", "end with 2"),
    Case(
      "sweep --policy sequence --vocabulary 2 --length 3 --end-token --reward parity "
        + "--loss-aggregation token-mean --method stratified", 64, "stratified", "token mean"),
    Case(
      "train --policy sequence --vocabulary 2 --length 3 --end-token --reward parity --whiten verl",
      64, "verl", "different lengths"),
    Case("sweep --old-logits 1,2", 64, "--old-logits", "5", "2"),
    Case("sweep --relative-radius 0.1", 64, "--relative-radius", "--component-maxima"),
    Case("sweep --policy-file a.json --prompts b.csv", 64, "--prompts", "--policy-file"),
    Case("sweep --policy-file a.json --logits 1,2", 64, "--logits", "--policy-file"),
    Case("sweep --plot picture.pdg", 64, "--plot", "picture.pdg"),
    Case("sweep --method foo", 64, "--method", "foo", "stratified"),
    Case("sweep --method antithetic+sobol", 64, "--method", "antithetic"),
    Case("sweep --method conditional --noise student-t", 64, "--method", "student-t"),
    Case("sweep --method stratified --groups 100", 64, "--method", "100"),
    Case("sweep --method sobol --group-size 32", 64, "--method", "64", "40"),
    Case("sweep --method sobol --advantage batch-standardized", 64, "--method", "batch"),
    Case("sweep --precision 0", 64, "--precision", "0"),
    Case("sweep --precision -1", 64, "--precision", "-1"),
    Case("sweep --precision inf", 64, "--precision: finite and above 0, got inf"),
    Case("sweep --method plan", 64, "unknown 'plan', did you mean plain?"),
    Case("sweep --method stratified+sobl", 64, "unknown 'sobl', did you mean sobol?"),
    Case("sweep --method plain+sobol", 64, "'plain+sobol': plain goes with no other"),
    Case("sweep --groups 5000 --shard 2/5 --parts p", 64, "at most 1 shard, one for each lot"),
    Case("sweep --precision-of snr", 64, "--precision-of", "--precision"),
    Case("sweep --precision 0.1 --precision-of bar", 64, "--precision-of", "bar"),
    Case("sweep --precision 0.1 --precision-of silent_fraction", 64, "--precision-of"),
    Case("sweep --bogus", 64, "--bogus"),
    Case("repeat", 64, "file.meta.json"),
    Case("sweep --out a.svg --plot ./a.svg", 64, "--out", ".svg", ".csv"),
    Case("sweep --out a.svg.meta.json --plot a.svg", 64, "--out", "--plot"),
    Case("verify --claim Foo", 64, "--claim", "Foo", "UnbiasedGradient"),
    Case("bogus", 64, "bogus"),
    Case("sweep --policy-file missing.json", 1, "--policy-file", "missing.json"),
    Case("sweep --policy-file malformed.json", 1, "--policy-file", "malformed.json"),
    Case("sweep --policy-file unequal.json", 1, "unequal.json", "rewards", "2", "1"),
    Case("sweep --policy-file unknown.json", 1, "unknown.json", "temperature"),
    Case("sweep --prompts rates.csv", 1, "rates.csv", "line 3", "1.5"),
    Case("sweep --prompts other.csv", 1, "other.csv", "column prompt"),
    Case("sweep --out no/such/folder.csv", 1, "--out", "no/such/folder.csv"),
    Case("sweep --out other.csv", 1, "--out", "other.csv"),
    Case("sweep --plot picture.svg", 1, "--plot", "picture.svg"),
    Case("repeat missing.meta.json", 1, "missing.meta.json"),
    Case("repeat unequal.json", 1, "unequal.json"),
    Case("exact --out=~/f", 1, "--out", "no folder ~", "~/f"),
    Case("verify --out no/such/folder.csv", 1, "--out", "no/such/folder.csv"),
    Case("calibrate --out other.csv", 1, "--out", "other.csv", "--force"),
    Case("plot missing.csv --out picture.png", 1, "missing.csv"),
    Case("train --steps 0", 64, "--steps", "0"),
    Case("train --runs 0", 64, "--runs", "0"),
    Case("train --every 0", 64, "--every", "0"),
    Case("train --advantage mean --advantage grpo", 64, "--advantage", "2"),
    Case("train --sigma 0.1,0.2", 64, "--sigma", "2"),
    Case("train --until 5", 64, "--until", "--out"),
    Case("train --resume", 64, "--resume", "--out"),
    Case("train --out other.csv", 1, "--out", "other.csv", "--force"),
    Case("train --task chess", 64, "--task", "chess", "parity"),
    Case("train --task parity --warm-pass-rate 1", 64, "--task", "got 1"),
    Case("train --task parity --hidden 7", 64, "--task", "7"),
    Case("train --task parity --logits 1,2", 64, "--logits", "--task"),
    Case("compare --pass-rate 0,1", 64, "nothing can be learned", "0.5"),
    Case("train --pass-rate 0.5 --rewards 1,0", 64, "--rewards", "--pass-rate"),
    Case("train --old-logits 1,2", 64, "--old-logits"),
    Case("train --preset ppo", 64, "--preset", "ppo", "dapo"),
    Case("train --schedule saw", 64, "--schedule", "saw", "cosine-reversed"),
    Case("train --optimizer lion", 64, "--optimizer", "lion", "adamw"),
    Case("train --learning-rate 0", 64, "--learning-rate", "got 0"),
    Case("train --warm-up -1", 64, "--learning-rate", "-1"),
    Case("train --gradient-norm -1", 64, "gradient norm", "got -1"),
    Case("train --prompts-per-step 0", 64, "prompts per step", "0"),
    Case("train --group-size 1", 64, "--group-size 1"),
    Case("train --group-size 4,8", 64, "--group-size", "2"),
    Case("train --prompts data.csv", 1, "data.csv"),
    Case(
      "train --policy sequence --vocabulary 32 --length 64 --reward parity", 64, "--length: ",
      "too many to learn from"),
    Case("map --sigma 0", 64, "--sigma"),
    Case("map --runs 1", 64, "--runs", "1"),
    Case("map --inner-steps 0", 64, "--inner-steps", "got 0"),
    Case("train --inner-steps 0", 64, "--inner-steps", "got 0"),
    Case("exact --learning-rate -1", 64, "--learning-rate", "got -1"),
    Case("columns nope", 64, "columns: unknown 'nope'", "calibrate"),
    Case("plot a.csv --out a.xyz", 64, "--out", "a.xyz", ".svg"),
    Case("map --share 1", 64, "--share", "got 1"),
    Case("map --pass-rate 0", 64, "--pass-rate"),
    Case("map --task parity --pass-rate 0.5", 64, "--task", "--pass-rate"),
    Case("map --task chess", 64, "--task", "chess"),
    Case("map --optimizer lion", 64, "--optimizer", "lion"),
    Case("map --group-size 1", 64, "--group-size 1"),
    Case("map --plot map.pdg", 64, "--plot", "map.pdg"),
    Case("map --plot picture.svg", 1, "--plot", "picture.svg", "--force"),
    Case("map --out other.csv", 1, "--out", "other.csv", "--force"),
    Case("compare --out other.csv", 1, "--out", "other.csv", "--force"),
    Case("compare --runs 1", 64, "--runs", "1"),
    Case("compare --threshold 2", 64, "--threshold", "2.0"),
    Case("compare --every 0", 64, "stride", "0"),
    Case("compare --out no/such/folder.csv", 1, "--out", "no/such/folder.csv"),
  ]

  @Test(arguments: cases)
  func `bad input is refused in one line`(item: Case) throws {
    let scratch = try Scratch()
    try scratch.write("{\"policy\":", to: "malformed.json")
    try scratch.write(
      #"{"policy":"bandit","logits":[1,2],"rewards":[0]}"#, to: "unequal.json")
    try scratch.write(
      #"{"policy":"bandit","logits":[1,2],"rewards":[0,1],"temperature":2}"#, to: "unknown.json")
    try scratch.write("prompt,pass_rate\na,0.5\nb,1.5\n", to: "rates.csv")
    try scratch.write("mine,alone\n1,2\n", to: "other.csv")
    try scratch.write("<svg/>", to: "picture.svg")
    let before = try scratch.names
    let result = try Tool.run(item.arguments, in: scratch.folder)
    #expect(result.status == item.status, "\(result.errors)")
    #expect(result.output.isEmpty)
    #expect(result.errors.hasPrefix("redit: "))
    #expect(result.errors.count { $0 == "\n" } == 1, "\(result.errors)")
    for word in item.mentions { #expect(result.errors.contains(word), "\(result.errors)") }
    #expect(try scratch.names == before)
    #expect(try scratch.read("other.csv") == "mine,alone\n1,2\n")
  }
}
