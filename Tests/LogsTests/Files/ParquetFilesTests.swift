import Foundation
import Testing

@testable import Logs

/// Needs the `duckdb` program, which writes the files here and reads them there.
@Suite(.enabled(if: Program.path("duckdb") != nil)) struct ParquetFilesTests {
  /// Writes the result of a query as a parquet file.
  private func write(_ query: String, _ path: String) throws {
    let duckdb = Process()
    duckdb.executableURL = URL(filePath: try Program.duckdb())
    let name = path.replacing("'", with: "''")
    duckdb.arguments = ["-no-init", "-c", "COPY (\(query)) TO '\(name)' (FORMAT parquet)"]
    try duckdb.run()
    duckdb.waitUntilExit()
    try #require(duckdb.terminationStatus == 0)
  }

  @Test func `names with quotes, brackets and stars are taken literally`() throws {
    let scratch = try Scratch()
    let names = ["a'b[1]*?_step2.parquet", "a'b[1]*?_step10.parquet", "a'b1xx_step3.parquet"]
    for (index, name) in names.enumerated() {
      try write("SELECT 'g' AS \"group\", \(index)::DOUBLE AS reward", "\(scratch.path)/\(name)")
    }
    let log = LogText(paths: names.prefix(2).map { "\(scratch.path)/\($0)" }.reversed())
    #expect(log.error == nil)
    #expect(log.numbers == [2, 10] && log.rewards == [[0], [1]])
  }

  @Test func `values of every type are read`() throws {
    let scratch = try Scratch()
    let path = "\(scratch.path)/x.parquet"
    try write(
      """
      SELECT 3::INTEGER AS step, [{'role': 'user', 'content': 'p'}] AS prompt,
        CASE WHEN i = 2 THEN NULL ELSE repeat('é', i) END AS completion, 0.1::FLOAT AS f,
        i = 1 AS b, CASE WHEN i = 0 THEN NULL ELSE 0.1::DECIMAL(4, 2) END AS d, 'x' AS t,
        1e-300 * i AS advantage FROM range(3) r(i)
      """, path)
    let log = LogText(paths: [path])
    #expect(log.error == nil)
    #expect(log.schema?.columns == ["f", "b", "d"])
    let step = try #require(log.steps.first)
    #expect(step.columns[0] == [Double](repeating: Double(Float(0.1)), count: 3))
    #expect(step.columns[1] == [0, 1, 0])
    #expect(step.columns[2][0].isNaN && step.columns[2][1...] == [0.1, 0.1])
    #expect(step.advantages == [0, 1e-300, 2e-300])
    #expect(step.lengths == [0, 2, 0] && log.prompts == [[0, 0, 0]])
    #expect(log.completions == [[0, 1, 2]])
    #expect(step.lines == [1, 2, 3])
  }

  @Test func `keys of verl are split, columns that a later file lacks are missing`() throws {
    let scratch = try Scratch()
    try write(
      "SELECT 'u_' || i || '_0' AS uid, 'p' AS input, 'c' || i AS output, i AS score, 1 AS acc"
        + " FROM range(2) r(i)", "\(scratch.path)/step_1.parquet")
    try write(
      "SELECT 'v_0_0' AS uid, 'p' AS input, 'c' AS output, 5 AS score",
      "\(scratch.path)/step_2.parquet")
    let log = LogText(paths: [scratch.path])
    #expect(log.error == nil)
    #expect(log.schema?.format == .verl && log.numbers == [1, 2])
    #expect(log.steps.map(\.file) == [0, 1])
    #expect(log.steps.last?.columns[1].first?.isNaN == true)
    let split = LogText(
      paths: [scratch.path], options: RolloutOptions(format: .verlV1))
    #expect(split.groups == [[0, 0], [0]] && split.samples == [[0, 1], [0]])
  }

  @Test func `rows of many files keep their order`() throws {
    let scratch = try Scratch()
    for file in 1...30 {
      try write(
        "SELECT \(file) AS step, i // 8 AS \"group\", i::DOUBLE AS reward FROM range(3000) r(i)",
        "\(scratch.path)/part_\(file).parquet")
    }
    let log = LogText(paths: [scratch.path])
    #expect(log.numbers == Array(1...30))
    for step in log.steps {
      #expect(step.columns[0] == (0..<3000).map(Double.init) && step.lines == Array(1...3000))
    }
  }

  @Test func `what is no parquet, and Infinity, are errors with their file`() throws {
    let scratch = try Scratch()
    let text = try scratch.write("x.parquet", "step,reward\n1,2\n")
    let error = LogText(paths: [text], place: scratch.path).error
    #expect(error?.hasPrefix("x.parquet: duckdb fails with status 1: ") == true)
    try write(
      "SELECT 1 AS step, 'g' AS \"group\", 1.0::DOUBLE AS reward", "\(scratch.path)/1.parquet")
    try write(
      "SELECT 2 AS step, 'g' AS \"group\", CASE WHEN i < 2 THEN 0 ELSE 'inf'::DOUBLE END AS reward"
        + " FROM range(3) r(i)", "\(scratch.path)/2.parquet")
    let paths = [1, 2].map { "\(scratch.path)/\($0).parquet" }
    let infinite = LogText(paths: paths, place: scratch.path)
    #expect(infinite.error == "2.parquet:3: column reward: a finite number is expected")
  }
}
