import Testing

@testable import Logs

@Suite struct LatestStepsTests {
  /// A run of steps 1 to 4 that was started again at step 3.
  @Test func `of a step that comes again the last counts`() throws {
    let scratch = try Scratch()
    let rows = [1, 2, 3, 4, 3, 4, 5].enumerated().map { "\($1),a,\($0)\n" }.joined()
    let path = try scratch.write("x.csv", "step,group,reward\n" + rows)
    var latest = try LatestSteps(RolloutReader([path]))
    var reader = try RolloutReader([path])
    var kept: [Double] = []
    while let step = try reader.next() { if latest.keeps(step) { kept += step.columns[0] } }
    #expect(kept == [0, 1, 4, 5, 6] && latest.dropped == 2)
  }

  @Test func `steps without a number all count`() throws {
    let scratch = try Scratch()
    for name in ["a.csv", "b.csv"] { try scratch.write(name, "group,reward\na,1\n") }
    let paths = ["a.csv", "b.csv"].map { "\(scratch.path)/\($0)" }
    var latest = try LatestSteps(RolloutReader(paths))
    var reader = try RolloutReader(paths)
    var kept = 0
    while let step = try reader.next() { if latest.keeps(step) { kept += 1 } }
    #expect(kept == 2 && latest.dropped == 0)
  }
}
