import Foundation
import Testing

/// Where outputs go: what is not a regular file is written to and stays, links stay, files are
/// replaced as a whole and only where they are the command's own.
struct OutputTests {
  static let exact = ["exact", "--sigma", "0.1"]

  private func type(_ scratch: Scratch, _ name: String) -> mode_t {
    var status = stat()
    return lstat(scratch.folder.appending(path: name).path, &status) == 0
      ? status.st_mode & S_IFMT : 0
  }

  @Test func `a link is followed and stays, also one to nothing and one to a device`() throws {
    let scratch = try Scratch()
    try scratch.write("", to: "real.csv")
    for (link, aim) in [("a.csv", "real.csv"), ("b.csv", "new.csv"), ("c.csv", "/dev/null")] {
      symlink(aim, scratch.folder.appending(path: link).path)
      let result = try Tool.run(
        Self.exact + ["--force", "--out", link], in: scratch.folder)
      #expect(result.status == 0 && result.output.isEmpty, "\(result.errors)")
      #expect(type(scratch, link) == S_IFLNK)
    }
    #expect(try scratch.read("real.csv") == scratch.read("new.csv"))
    #expect(try scratch.read("real.csv").hasPrefix("policy,"))
    // The sidecar is beside the name that was typed; a device has none.
    #expect(
      try scratch.names
        == ["a.csv", "a.csv.meta.json", "b.csv", "b.csv.meta.json", "c.csv", "new.csv", "real.csv"])
    var status = stat()
    #expect(stat("/dev/null", &status) == 0 && status.st_mode & S_IFMT == S_IFCHR)
  }

  /// By whatever path it is named.
  @Test(arguments: [
    ["exact", "--sigma", ".1", "--prompts", "in.csv", "--out", "in.csv"],
    ["exact", "--sigma", ".1", "--prompts=in.csv", "--out=./in.csv"],
    ["exact", "--sigma", ".1", "--prompts", "link.csv", "--out", "in.csv"],
    ["audit", "in.csv", "--out", "link.csv"],
  ])
  func `what a run reads is not overwritten, not even by force`(arguments: [String]) throws {
    let scratch = try Scratch()
    let text = "prompt,pass_rate\na,0.5\n"
    try scratch.write(text, to: "in.csv")
    symlink("in.csv", scratch.folder.appending(path: "link.csv").path)
    let result = try Tool.run(arguments + ["--force"], in: scratch.folder)
    #expect(result.status == 1)
    #expect(result.errors.contains("--out: this run reads"), "\(result.errors)")
    #expect(try scratch.read("in.csv") == text)
    #expect(try scratch.names == ["in.csv", "link.csv"])
  }

  /// A name that is no input of the run, though the command line has it.
  @Test func `an output may be called as an option's value is`() throws {
    let scratch = try Scratch()
    let run = ["exact", "--sigma", "0.1", "--advantage", "mean", "--out"]
    for name in ["mean", "exact"] {
      for _ in 0..<2 {
        let result = try Tool.run(run + [name], in: scratch.folder)
        #expect(result.status == 0, "\(result.errors)")
      }
    }
  }

  /// Old code replaced a device by a file; only root may make one to try.
  @Test(.enabled(if: geteuid() == 0)) func `a device stays a device`() throws {
    let scratch = try Scratch()
    let made = try Tool.shell("mknod n c 1 3", in: scratch.folder)
    try #require(made.status == 0, "\(made.errors)")
    #expect(try Tool.run(Self.exact + ["--out", "n"], in: scratch.folder).status == 0)
    #expect(type(scratch, "n") == S_IFCHR)
    #expect(try scratch.names == ["n"])
  }

  @Test func `a FIFO and standard output get the same bytes`() throws {
    let scratch = try Scratch()
    mkfifo(scratch.folder.appending(path: "f").path, 0o600)
    let piped = try Tool.shell(
      "redit exact --sigma 0.1 --out f & cat f; wait", in: scratch.folder)
    #expect(piped.output.hasPrefix("policy,advantage"), "\(piped.errors)")
    #expect(type(scratch, "f") == S_IFIFO)
    #expect(try scratch.names == ["f"])
    for out in ["-", "/dev/stdout", "/dev/fd/1"] {
      let result = try Tool.run(Self.exact + ["--format", "csv", "--out", out], in: scratch.folder)
      #expect(result.output == piped.output, "\(out): \(result.errors)")
    }
  }

  @Test(arguments: [
    "exact --sigma 0.1", "sweep --groups 100", "verify --claim RewardVariance --groups 1000",
    "claims", "compare --runs 2 --steps 2", "train --steps 2",
    "map --runs 2 --steps 2 --pass-rate 0.3", "help sweep", "--version",
    "calibrate --claim RewardVariance --seeds 2 --groups 1000",
  ])
  func `what cannot be written to standard output is an error`(command: String) throws {
    let scratch = try Scratch()
    for place in ["> /dev/full", ">&-"] {
      let result = try Tool.shell("redit \(command) \(place)", in: scratch.folder)
      #expect(result.status == 1)
      #expect(result.errors.hasPrefix("redit: cannot write to standard output: "))
      #expect(result.errors.count { $0 == "\n" } == 1, "\(result.errors)")
    }
  }

  @Test func `a full device and a reader that left are errors in one line, and nothing stays`()
    throws
  {
    let scratch = try Scratch()
    let full = try Tool.run(
      Self.exact + ["--out", "/dev/full", "--plot", "a.svg"], in: scratch.folder)
    #expect(full.status == 1 && full.errors.contains("/dev/full: No space left"), "\(full.errors)")
    #expect(try scratch.names == [])
    let left = try Tool.shell(
      "redit exact --sigma 0:1:10000 --format csv | head -c 1 > /dev/null; exit ${PIPESTATUS[0]}",
      in: scratch.folder)
    #expect(left.status == 1 && left.errors.contains("Broken pipe"), "\(left.errors)")
    #expect(left.errors.count { $0 == "\n" } == 1)
  }

  @Test(arguments: ["2>&-", "2> /dev/full"])
  func `a failing standard error does not end a run`(place: String) throws {
    let scratch = try Scratch()
    let result = try Tool.shell(
      "redit sweep --precision 0.2 --sigma 0.1 --out s.csv \(place)", in: scratch.folder)
    #expect(result.status == 0)
    #expect(try scratch.names == ["s.csv", "s.csv.meta.json"])
    #expect(try Tool.shell("redit exact --sigma -1 \(place)", in: scratch.folder).status == 64)
  }

  @Test func `outputs are all there or none`() throws {
    let scratch = try Scratch()
    for name in ["a.csv.meta.json", "b.svg"] {
      try FileManager.default.createDirectory(
        at: scratch.folder.appending(path: name), withIntermediateDirectories: false)
    }
    let before = try scratch.names
    for more in [["--out", "a.csv"], ["--out", "b.csv", "--plot", "b.svg"]] {
      let result = try Tool.run(Self.exact + more + ["--force"], in: scratch.folder)
      #expect(result.status == 1 && result.errors.contains("is a folder"), "\(result.errors)")
      #expect(try scratch.names == before)
    }
    // A full disk after half the files: a limit on their size that the sidecar keeps to.
    let full = try Tool.shell(
      "trap '' XFSZ; ulimit -f 8; redit exact --sigma 0:1:200 --out c.csv --plot c.svg",
      in: scratch.folder)
    #expect(full.status == 1 && full.errors.contains("File too large"), "\(full.errors)")
    #expect(try scratch.names == before)
  }

  @Test func `a missing gnuplot is said before the work`() throws {
    let scratch = try Scratch()
    for command in ["sweep --groups 1000000000000 --plot a.svg", "map --plot a.svg"] {
      let result = try Tool.shell("PATH=/nowhere; redit \(command)", in: scratch.folder)
      #expect(result.status == 1 && result.errors.contains("gnuplot is not on the PATH"))
    }
    #expect(try scratch.names == [])
  }

  @Test(arguments: ["", "/"]) func `an empty path is refused`(rest: String) throws {
    let scratch = try Scratch()
    let exact = try Tool.run(["exact", "--out", ""], in: scratch.folder)
    #expect(exact.status == 64 && exact.errors.contains("--out: an empty path"))
    let report = try Tool.run(["report", "", "--groups", "1000"], in: scratch.folder)
    #expect(report.status == 64 && report.errors.contains("DIR: an empty path"))
    let slash = try Tool.run(["exact", "--out", "new/"], in: scratch.folder)
    #expect(slash.status == 1 && slash.errors.contains("new/"))
  }

  /// The same rule for every command: its own unchanged output is replaced, anything else is not.
  @Test(arguments: [
    "exact --sigma 0.1", "sweep --groups 100", "verify --claim RewardVariance --groups 1000",
    "compare --runs 2 --steps 2", "train --steps 2", "map --runs 2 --steps 2 --pass-rate 0.3",
    "calibrate --claim RewardVariance --seeds 2 --groups 1000",
  ])
  func `only the command's own output is replaced`(command: String) throws {
    let scratch = try Scratch()
    let words = command.split(separator: " ").map(String.init) + ["--out", "a.csv"]
    let expect = { (status: Int32, reason: String, more: [String]) in
      let result = try Tool.run(words + more, in: scratch.folder)
      #expect(result.status == status, "\(command): \(result.errors)")
      #expect(reason.isEmpty || result.errors.contains(reason), "\(result.errors)")
    }
    try expect(0, "", [])
    try expect(0, "", [])
    #expect(try scratch.names == ["a.csv", "a.csv.meta.json"])
    let own = try (scratch.read("a.csv"), scratch.read("a.csv.meta.json"))
    let other = words[0] == "exact" ? "sweep" : "exact"
    let foreign = try Tool.run(
      [other, "--group-size", "4", "--out", "a.csv"], in: scratch.folder)
    #expect(foreign.status == 1 && foreign.errors.contains("'redit \(other)'"))
    #expect(try own == (scratch.read("a.csv"), scratch.read("a.csv.meta.json")))
    try scratch.write(own.0 + "edited", to: "a.csv")
    try expect(1, "--force", [])
    try scratch.write(own.0, to: "a.csv")
    try scratch.write("{}", to: "a.csv.meta.json")
    try expect(1, "a.csv.meta.json", [])
    try expect(0, "", ["--force"])
    #expect(try scratch.read("a.csv") == own.0)
  }

  @Test func `a file keeps its mode`() throws {
    let scratch = try Scratch()
    let path = scratch.folder.appending(path: "a.csv").path
    #expect(try Tool.run(Self.exact + ["--out", "a.csv"], in: scratch.folder).status == 0)
    chmod(path, 0o600)
    #expect(try Tool.run(Self.exact + ["--out", "a.csv"], in: scratch.folder).status == 0)
    var status = stat()
    #expect(stat(path, &status) == 0 && status.st_mode & 0o777 == 0o600)
  }

  @Test func `a long value is cut, a control character is shown`() throws {
    let long = try Tool.run(["exact", "--sigma", String(repeating: "x", count: 10_000)])
    #expect(long.status == 64 && long.errors.count < 1200 && long.errors.contains("characters)"))
    let escape = try Tool.run(["exact", "--sigma", "a\u{1B}[31mb"])
    #expect(!escape.errors.contains("\u{1B}") && escape.errors.contains("u{1B}"))
  }
}
