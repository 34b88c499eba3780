import Platform

/// A file in the making, in the folder of the one it is to become.
///
/// Its process holds a lock on it: one without a lock was left by a process that was killed, and is
/// removed by the next that writes into the folder.
final class TemporaryFile {
  private static let prefix = ".redit-tmp-"

  let path: String
  /// The name it will get.
  let target: String
  /// Of what it holds.
  private(set) var fingerprint = ""
  private let file: Int32
  private let option: String
  private var isOpen = true

  /// Makes the file and writes everything into it; nothing stays behind where that fails.
  convenience init(for target: String, _ data: Data, option: String) throws {
    try self.init(for: target, .data(data), option: option)
  }

  /// The same of what is made while it is written.
  init(for target: String, _ content: OutputContent, option: String) throws {
    self.target = target
    self.option = option
    let folder = OutputTarget.folder(of: target)
    Self.removeStale(in: folder)
    (path, file) = try Self.create(in: folder, for: target, option: option)
    do {
      try fill(content)
    } catch {
      discard()
      throw error
    }
  }

  private static func create(
    in folder: String, for target: String, option: String
  ) throws -> (String, Int32) {
    while true {
      let path = "\(folder)/\(prefix)\(String(UInt64.random(in: 0 ... .max), radix: 16))"
      // Known to the signals before it is there, so that none can leave it behind.
      Interruption.add(temporary: path)
      let file = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
      guard file >= 0 else {
        let failure = SystemError()
        Interruption.remove(temporary: path)
        if failure.number == EEXIST { continue }
        throw FileError("\(option): cannot write \(target): \(failure)")
      }
      flock(file, LOCK_EX)
      var status = stat()
      // Taken for a stale one between these two calls: another.
      if fstat(file, &status) == 0, status.st_nlink == 0 {
        close(file)
        Interruption.remove(temporary: path)
        continue
      }
      return (path, file)
    }
  }

  private func fill(_ content: OutputContent) throws {
    let failure = "\(option): cannot write \(target)"
    var status = stat()
    // The file takes the place of the target, whose permissions are the user's choice.
    if stat(target, &status) == 0 { fchmod(file, status.st_mode & 0o777) }
    fingerprint = try content.write(to: file, failure: failure)
    // Not every file system can: only what is full or broken counts.
    if fsync(file) != 0, errno == EIO || errno == ENOSPC || errno == EDQUOT {
      throw FileError("\(failure): \(SystemError())")
    }
  }

  /// Refuses a name that has become a folder's meanwhile.
  func checkTarget() throws {
    guard case .file = try OutputTarget(target, option: option) else {
      throw FileError("\(option): \(target) is no longer a file")
    }
  }

  /// Gives it its name, in place of what had it.
  func finish() throws {
    guard rename(path, target) == 0 else {
      throw FileError("\(option): cannot write \(target): \(SystemError())")
    }
    release()
  }

  /// Removes it, unless it has its name already.
  func discard() {
    guard isOpen else { return }
    unlink(path)
    release()
  }

  private func release() {
    close(file)
    isOpen = false
    Interruption.remove(temporary: path)
  }

  /// Removes what killed processes have left in a folder.
  static func removeStale(in folder: String) {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    for name in names where name.hasPrefix(prefix) && isHexadecimal(name.dropFirst(prefix.count)) {
      // A FIFO or a link of such a name, whoever made it, neither holds this up nor is followed.
      let file = open("\(folder)/\(name)", O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
      guard file >= 0 else { continue }
      if flock(file, LOCK_EX | LOCK_NB) == 0 { unlink("\(folder)/\(name)") }
      close(file)
    }
  }

  private static func isHexadecimal(_ text: Substring) -> Bool {
    1...16 ~= text.count && text.allSatisfy { "0123456789abcdef".contains($0) }
  }
}
