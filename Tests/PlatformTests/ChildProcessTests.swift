import Platform
import Testing

struct ChildProcessTests {
  private func run(_ script: String, input: String = "") throws -> (ChildProcess, String) {
    let file = try NamelessFile(input)
    let child = try ChildProcess("/bin/sh", ["-c", script], input: file.descriptor)
    return (child, String(decoding: child.readToEnd(), as: UTF8.self))
  }

  @Test func `everything arrives, more than a pipe holds too`() throws {
    let (child, text) = try run("cat; head -c 3000000 /dev/zero", input: "first\n")
    #expect(child.status == 0 && child.finish() == nil)
    #expect(text.utf8.count == 3_000_006 && text.hasPrefix("first\n"))
  }

  @Test func `a failure tells status and first complaint`() throws {
    let (child, _) = try run("echo one >&2; echo two >&2; exit 3")
    #expect(child.status == 3 && child.complaints == ["one", "two"])
    #expect(child.finish() == "sh fails with status 3: one")
  }

  @Test func `an end by a signal is told`() throws {
    let (child, _) = try run("kill -9 $$")
    #expect(child.status == 137 && child.finish() == "sh ends by signal 9")
  }

  @Test func `variables are added to the own ones`() throws {
    let file = try NamelessFile()
    let child = try ChildProcess(
      "/bin/sh", ["-c", "echo $REDIT_TEST; echo $PATH"], input: file.descriptor,
      environment: ["REDIT_TEST": "a b"])
    let lines = String(decoding: child.readToEnd(), as: UTF8.self).split(separator: "\n")
    #expect(lines.count == 2 && lines[0] == "a b" && !lines[1].isEmpty)
  }

  @Test func `a program that is not there does not start`() throws {
    let file = try NamelessFile()
    #expect(throws: SystemError(ENOENT)) {
      _ = try ChildProcess("/nowhere/program", [], input: file.descriptor)
    }
  }

  @Test func `one that is stopped is gone`() throws {
    let file = try NamelessFile()
    let child = try ChildProcess("/bin/sh", ["-c", "sleep 1000"], input: file.descriptor)
    child.stop()
    #expect(child.status == 137)
    close(child.output)
  }
}
