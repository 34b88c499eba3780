import Foundation
import Testing

/// `redit sweep --method` and `--precision` from the outside.
struct MethodOptionsTests {
  static func sweep(_ more: String) -> [String] {
    ("sweep --group-size 4 --sigma 0.1,0.5 --format csv " + more).split(separator: " ")
      .map(String.init)
  }

  @Test func `a method is quiet, and kept in the meta file`() throws {
    let scratch = try Scratch()
    let result = try Tool.run(
      Self.sweep("--groups 5000 --method conditional+stratified --out a.csv"), in: scratch.folder)
    #expect(result.status == 0)
    #expect(result.errors.isEmpty, "\(result.errors)")
    #expect(try scratch.read("a.csv.meta.json").contains(#""method" : "conditional+stratified""#))
    let again = try Tool.run(
      ["repeat", "a.csv.meta.json", "--out", "b.csv"], in: scratch.folder)
    #expect(again.status == 0, "\(again.errors)")
    #expect(try scratch.read("a.csv") == scratch.read("b.csv"))
  }

  /// One line on standard error tells method, groups and what was reached.
  @Test func `a precision is reached, told and repeated byte for byte`() throws {
    let scratch = try Scratch()
    let result = try Tool.run(
      Self.sweep("--precision 0.002 --threads 2 --out a.csv"), in: scratch.folder)
    #expect(result.status == 0)
    #expect(result.errors.hasPrefix("redit: conditional+"), "\(result.errors)")
    #expect(result.errors.contains("variance"))
    #expect(result.errors.count { $0 == "\n" } == 1)
    let meta = try scratch.read("a.csv.meta.json")
    #expect(meta.contains(#""relative_error" : "#))
    let again = try Tool.run(
      ["repeat", "a.csv.meta.json", "--threads", "1", "--out", "b.csv"], in: scratch.folder)
    #expect(again.status == 0, "\(again.errors)")
    #expect(try scratch.read("a.csv") == scratch.read("b.csv"))
    let lines = try scratch.read("a.csv").split(separator: "\n").dropFirst()
    for line in lines {
      let cells = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      let (value, error) = (try #require(Double(cells[15])), try #require(Double(cells[16])))
      #expect(error <= 0.002 * value)
    }
  }

  @Test func `a limit that comes first is told`() throws {
    let result = try Tool.run(Self.sweep("--precision 1e-7 --method plain --groups 10000"))
    #expect(result.status == 1)
    #expect(result.errors.contains("--precision 1e-07 not reached"))
    #expect(result.output.contains("\n"), "what was found is shown all the same")
  }

  /// Student's t of 3 degrees has no fourth moment, and linear advantages have those of the noise: said in one line before
  /// the rounds, which end where the standardized rows are precise. It took 2^30 groups, to no avail.
  @Test func `rows that cannot become precise are told, and the others decide`() throws {
    let result = try Tool.run(
      Self.sweep(
        "--precision 0.02 --noise student-t --degrees-of-freedom 3 --advantage mean,standardized"))
    #expect(result.status == 1)
    let lines = result.errors.split(separator: "\n")
    try #require(lines.count == 2, "\(result.errors)")
    let start = "redit: --precision 0.02 out of reach for variance of 2 of 6 rows: "
    #expect(lines[0].hasPrefix(start))
    #expect(lines[0].contains("the noise has moments below 3.0 only; the other rows decide"))
    #expect(lines[1].contains("--precision 0.02 not reached"))
    #expect(lines[1].hasSuffix("in 4 of 6 rows"))
  }

  /// Rows without a second moment have no variance at all, and were taken for precise.
  @Test func `an infinite variance is not precise`() throws {
    let result = try Tool.run(
      Self.sweep(
        "--precision 0.05 --old-logits=.3,0,0,0,0 --clip-range .2 --groups 20000 "
          + "--advantage leave-one-out-standardized"))
    #expect(result.status == 1)
    #expect(
      result.errors.contains("variance of 2 of 3 rows: the second moment is infinite"),
      "\(result.errors)")
  }

  /// Below 65,536 groups it is plain sampling, and named so.
  @Test func `Rao and Blackwell's method is the default, under its name too`() throws {
    let plain = try Tool.run(Self.sweep("--groups 3000 --method plain"))
    let unnamed = try Tool.run(Self.sweep("--groups 3000"))
    #expect(plain.output == unnamed.output)
    let whole = try Tool.run(Self.sweep("--groups 65536 --method plain"))
    let named = try Tool.run(Self.sweep("--groups 65536 --method rao-blackwell"))
    let long = try Tool.run(Self.sweep("--groups 65536"))
    #expect(long.output == named.output && long.output != whole.output)
  }

  @Test(arguments: [
    ("--groups 65536", #""method" : "rao-blackwell""#),
    ("--groups 65536 --method plain", nil), ("--groups 3000", nil),
    ("--groups 3000 --method rao-blackwell", nil), ("--groups 65536 --noise uniform", nil),
    ("--groups 65536 --noise uniform,gaussian", #""method" : "rao-blackwell""#),
  ])
  func `the meta file names the method that was used`(options: String, name: String?) throws {
    let scratch = try Scratch()
    let result = try Tool.run(Self.sweep(options + " --out a.csv"), in: scratch.folder)
    #expect(result.status == 0 && result.errors.isEmpty, "\(result.errors)")
    let meta = try scratch.read("a.csv.meta.json")
    #expect(meta.contains(name ?? #""options""#))
    #expect(meta.contains(#""method" :"#) == (name != nil))
    let again = try Tool.run(["repeat", "a.csv.meta.json", "--out", "b.csv"], in: scratch.folder)
    #expect(again.status == 0, "\(again.errors)")
    #expect(try scratch.read("a.csv") == scratch.read("b.csv"))
  }
}
