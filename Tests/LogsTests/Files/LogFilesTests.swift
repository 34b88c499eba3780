import Foundation
import Testing

@testable import Logs

private let row = #"{"step": 1, "prompt": "p", "completion": "c", "f": 1.0, "advantage": 0.0}"#

@Suite struct LogFilesTests {
  private func read(_ names: [String: String], _ path: String = "") throws -> (LogText, [String]) {
    let scratch = try Scratch()
    for (name, text) in names { try scratch.write(name, text) }
    let folder = "\(scratch.path)\(path)"
    let files = (try? LogFiles([folder]) { _ in true })?.files.map(\.path) ?? []
    return (
      LogText(paths: [folder], place: scratch.path),
      files.map { $0.replacing("\(scratch.path)/", with: "") }
    )
  }

  @Test func `files of a folder come by step`() throws {
    let (log, files) = try read(
      ["10.jsonl": row, "9.jsonl": row, "2.jsonl": row, "note.txt": "x"])
    #expect(files == ["2.jsonl", "9.jsonl", "10.jsonl"])
    #expect(log.error == nil)
    #expect(log.steps.count == 1)
  }

  @Test func `a step that stands in folders is found`() throws {
    let (log, files) = try read([
      "iteration_000010/train_rollout_summaries.jsonl":
        #"{"iteration": 10, "group_idx": 0, "total_reward": 1}"#,
      "iteration_000002/train_rollout_summaries.jsonl":
        #"{"iteration": 2, "group_idx": 0, "total_reward": 0}"#,
      "iteration_000002/eval_test_rollout_summaries.jsonl":
        #"{"iteration": 2, "group_idx": 0, "total_reward": 0}"#,
      "metrics.jsonl": #"{"step": 1, "env/all/reward/total": 1, "loss": 2}"#,
    ])
    #expect(log.error == nil)
    #expect(log.numbers == [2, 10])
    #expect(files.count == 0 || log.rewards == [[0], [1]])
    #expect(log.notes.count == 1)
    #expect(log.notes[0].contains("left out: eval_test") || log.notes[0].contains("eval_test"))
  }

  @Test func `several runs in one folder are named`() throws {
    let (log, _) = try read(["run1/1.jsonl": row, "run1/2.jsonl": row, "run2/1.jsonl": row])
    #expect(
      log.error?.contains("holds several logs, name one: run1/#.jsonl (2 files), run2/#.jsonl")
        == true)
  }

  @Test(
    arguments: [
      (["a/x.pt": "", "a/config.yaml": ""], "a pickle can run code"), ([:], "holds no .jsonl"),
      (["a.txt": "x"], "holds no .jsonl"),
      (["trainer_state.json": #"{"log_history": []}"#], "the state of a trainer"),
      (["a.json": #"{"x": 1}"#, "b.csv": "k\n1\n"], "holds no rollouts; looked at a.json, b.csv"),
    ] as [([String: String], String)])
  func `a folder without a log says what it holds`(files: [String: String], says: String) throws {
    let (log, _) = try read(files)
    #expect(log.error?.contains(says) == true, "\(log.error ?? "no error")")
  }

  @Test func `paths that lead nowhere are errors`() throws {
    #expect(LogText(paths: ["/no/such"]).error == "/no/such: there is no such file or folder")
    #expect(LogText(paths: []).error == "no log is given")
    #expect(LogText(paths: ["-", "x"]).error == "the standard input is read alone")
    let pickle = try LogText("x", name: "rollout.pkl").error
    #expect(pickle?.split(separator: "\n").count == 3)
  }

  @Test func `parquet and text are not mixed`() throws {
    let scratch = try Scratch()
    let paths = [try scratch.write("a.parquet", "PAR1"), try scratch.write("b.jsonl", row)]
    #expect(LogText(paths: paths).error?.contains("parquet and text are not read together") == true)
  }
}
