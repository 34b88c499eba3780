import Foundation

/// A file for another program, without a name: it goes with the last who has it open, however that
/// one ends.
struct NamelessFile {
  let handle: FileHandle

  /// Holds `data`, to be read from its beginning.
  init(_ data: Data) throws {
    let folder = FileManager.default.temporaryDirectory.path
    var name = Array("\(folder)/redit-XXXXXX".utf8CString)
    let file = mkstemp(&name)
    guard file >= 0 else {
      throw FileError("cannot write a temporary file in \(folder): \(SystemError())")
    }
    unlink(name)
    // The program gets a copy as a standard stream, which stays open.
    _ = fcntl(file, F_SETFD, FD_CLOEXEC)
    handle = FileHandle(fileDescriptor: file, closeOnDealloc: true)
    if let failure = Descriptor.write(data, to: file) {
      throw FileError("cannot write a temporary file in \(folder): \(failure)")
    }
    lseek(file, 0, SEEK_SET)
  }

  /// Everything in it.
  var content: Data {
    lseek(handle.fileDescriptor, 0, SEEK_SET)
    return (try? handle.readToEnd()) ?? Data()
  }
}
