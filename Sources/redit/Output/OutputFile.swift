import Foundation

/// Files written whole or not at all: to a temporary name in the same folder, then renamed.
enum OutputFile {
  static func write(_ data: Data, to path: String, option: String) throws {
    let target = URL(filePath: path)
    let temporary = target.deletingLastPathComponent()
      .appending(path: ".\(target.lastPathComponent).\(UUID().uuidString)")
    do {
      try data.write(to: temporary)
      guard rename(temporary.path, target.path) == 0 else {
        throw FileError("\(option): cannot write \(path): \(String(cString: strerror(errno)))")
      }
    } catch {
      try? FileManager.default.removeItem(at: temporary)
      throw error as? FileError ?? FileError("\(option): cannot write \(path)")
    }
  }

  /// Refuses a path that could not be written later on, before the work is done.
  static func check(_ path: String, option: String) throws {
    let folder = URL(filePath: path).deletingLastPathComponent().path
    var isFolder: ObjCBool = false
    let manager = FileManager.default
    guard manager.fileExists(atPath: folder, isDirectory: &isFolder), isFolder.boolValue else {
      throw FileError("\(option): no folder \(folder) to write \(path) to")
    }
    guard manager.isWritableFile(atPath: folder) else {
      throw FileError("\(option): folder \(folder) is not writable")
    }
    if manager.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
      throw FileError("\(option): \(path) is a folder")
    }
  }
}

/// Fingerprint of a file's content (64-bit FNV-1a): tells a changed file, does not resist forgery.
func fingerprint(_ data: Data) -> String {
  var hash: UInt64 = 0xcbf2_9ce4_8422_2325
  data.withUnsafeBytes { bytes in
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
  }
  let digits = String(hash, radix: 16)
  return String(repeating: "0", count: 16 - digits.count) + digits
}
