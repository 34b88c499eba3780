import Foundation
import TestSupport
import Testing

@testable import redit

/// The sweep kept in data/golden, repeated from its meta file: the numbers agree to 1e-9 (the last
/// digits depend on the machine's mathematical library), everything else to the letter.
struct GoldenTests {
  @Test func `the golden sweep is repeated`() throws {
    let scratch = try Scratch()
    let output = scratch.folder.appending(path: "again.csv").path
    let result = try Tool.run(
      ["repeat", "data/golden/five_arms.csv.meta.json", "--out", output])
    #expect(result.status == 0 || result.errors.contains("differs from"), "\(result.errors)")
    let golden = Tool.packageRoot.appending(path: "data/golden/five_arms.csv")
    let expected = cells(try String(contentsOf: golden, encoding: .utf8))
    let found = cells(try scratch.read("again.csv"))
    #expect(found.count == 1 + 2 * 2 * 8)
    try #require(found.map(\.count) == expected.map(\.count))
    for (a, b) in zip(found.joined(), expected.joined()) {
      if let x = Double(a), let y = Double(b) {
        #expect(abs(x - y) <= 1e-9 * max(abs(x), abs(y)) + 1e-15, "\(a) against \(b)")
      } else {
        #expect(a == b)
      }
    }
  }

  private static let folder = Tool.packageRoot.appending(path: "data/golden")

  /// What the sidecars of a table and its figure say that is not so, in words.
  private static func faults(_ name: String, in folder: URL) throws -> [String] {
    let files = ["\(name).csv", "\(name).svg"]
    var faults: [String] = []
    var records: [Data] = []
    for (file, option) in zip(files, ["--out", "--plot"]) {
      var record = try Manifest.read(Manifest.path(beside: folder.appending(path: file).path))
      if record.file != file || record.option != option { faults.append("\(file): of another") }
      if record.outputs.keys.sorted() != files { faults.append("\(file): other outputs") }
      for (output, expected) in record.outputs.sorted(by: { $0.key < $1.key }) {
        let found = fingerprint(try Data(contentsOf: folder.appending(path: output)))
        if found != expected { faults.append("\(file): \(output) is another") }
      }
      (record.file, record.option) = ("", "")
      records.append(try record.encoded())
    }
    return faults + (records[0] == records[1] ? [] : ["\(name): of two runs"])
  }

  @Test(arguments: ["five_arms", "map"])
  func `sidecars are of the table and the figure beside them`(name: String) throws {
    #expect(try Self.faults(name, in: Self.folder) == [])
  }

  /// The options that the sidecars tell are those that the rows have; sigmas are told to 12 digits.
  @Test func `the sidecar of the figure tells what the table has`() throws {
    let path = Manifest.path(beside: Self.folder.appending(path: "five_arms.svg").path)
    let record = try Manifest.read(path)
    let options = try #require(record.options)
    let rows = try Reference.golden("five_arms.csv")
    func column(_ name: String) throws -> [String] {
      try rows.map { try #require($0[name]) }
    }
    #expect(Set(try column("policy")) == Set(options.prompts))
    #expect(Set(try column("advantage")) == Set(options.advantages))
    #expect(Set(try column("noise")) == Set(options.noises))
    #expect(Set(try column("group_size")) == ["\(options.groupSize ?? 0)"])
    #expect(Set(try column("groups")) == ["\(options.groups)"])
    #expect(Set(try column("seed")) == ["\(record.seed ?? 0)"])
    let sigmas = Set(try column("sigma").map { try #require(Double($0)) }).sorted()
    try #require(sigmas.count == options.sigmas.count)
    for (sigma, told) in zip(sigmas, options.sigmas) {
      #expect(abs(sigma - told) <= 1e-11 * sigma, "\(sigma) is told as \(told)")
    }
  }

  /// A digit of the figure or of the table, and the sidecar of another run.
  @Test func `a file that is not of its sidecar is seen`() throws {
    let damages: [(file: String, old: String, new: String, faults: [String])] = [
      (
        "five_arms.svg", "width=\"980\"", "width=\"981\"",
        ["five_arms.csv: five_arms.svg is another", "five_arms.svg: five_arms.svg is another"]
      ),
      (
        "five_arms.csv", "0.23588", "0.23589",
        ["five_arms.csv: five_arms.csv is another", "five_arms.svg: five_arms.csv is another"]
      ),
      ("five_arms.svg.meta.json", "\"seed\" : 1", "\"seed\" : 2", ["five_arms: of two runs"]),
      ("five_arms.svg.meta.json", "--plot\",", "--out\",", ["five_arms.svg: of another"]),
    ]
    for damage in damages {
      let scratch = try Scratch()
      for file in ["csv", "csv.meta.json", "svg", "svg.meta.json"].map({ "five_arms.\($0)" }) {
        let text = try String(contentsOf: Self.folder.appending(path: file), encoding: .utf8)
        let isDamaged = file == damage.file
        if isDamaged { try #require(text.contains(damage.old)) }
        try scratch.write(
          isDamaged ? text.replacing(damage.old, with: damage.new) : text, to: file)
      }
      #expect(try Self.faults("five_arms", in: scratch.folder) == damage.faults)
    }
  }

  private func cells(_ csv: String) -> [[Substring]] {
    csv.split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
  }
}
