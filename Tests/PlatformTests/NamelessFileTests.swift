import Platform
import Testing

struct NamelessFileTests {
  @Test func `it holds its text, and has no name`() throws {
    let file = try NamelessFile("one\ntwo\n")
    var status = stat()
    #expect(fstat(file.descriptor, &status) == 0 && status.st_nlink == 0 && status.st_size == 8)
    #expect(file.beginning == "one\ntwo\n")
    // Not handed on to programs.
    #expect(fcntl(file.descriptor, F_GETFD) & FD_CLOEXEC != 0)
  }

  @Test func `its beginning ends after four kilobytes`() throws {
    let file = try NamelessFile(String(repeating: "a", count: 100_000))
    #expect(file.beginning == String(repeating: "a", count: 4096))
  }
}
