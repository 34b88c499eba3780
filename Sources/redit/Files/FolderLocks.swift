import Platform

/// Locks on folders while files in them get their names, so that the files of two runs do not mix.
///
/// They go with the process, however it ends, and leave nothing in the folder.
struct FolderLocks {
  private let files: [Int32]

  /// Waits for the folders of these files; every process takes them in the same order.
  init(of paths: [String]) {
    var folders: [(file: Int32, device: UInt64, number: UInt64)] = []
    for folder in Set(paths.map(OutputTarget.folder)) {
      let file = open(folder, O_RDONLY | O_CLOEXEC)
      var status = stat()
      guard file >= 0, fstat(file, &status) == 0 else { continue }
      let (device, number) = (UInt64(status.st_dev), UInt64(status.st_ino))
      // Two paths to one folder: its second lock would wait for the first for ever.
      if folders.contains(where: { $0.device == device && $0.number == number }) {
        close(file)
      } else {
        folders.append((file, device, number))
      }
    }
    files = folders.sorted { ($0.device, $0.number) < ($1.device, $1.number) }.map(\.file)
    // On a file system without locks the last one wins file by file; sidecars tell.
    for file in files { flock(file, LOCK_EX) }
  }

  func release() { files.forEach { close($0) } }
}
