import Platform

/// What `JSONDecoder` does not tell about a document.
enum JSONKeys {
  /// The path of the first key that an object has twice, as `prompts[1].rewards`; of two values the
  /// decoder keeps one without a word.
  ///
  /// - Parameter data: a valid document; nothing is found in others.
  static func repeated(in data: Data) -> String? {
    var reader = Reader(bytes: [UInt8](data))
    return reader.repeatedKey()
  }

  private struct Reader {
    let bytes: [UInt8]
    var open: [Level] = []

    /// An object or a list that is being read.
    struct Level {
      let isObject: Bool
      var keys: Set<String> = []
      var key = ""
      var index = 0
      var awaitsKey = true
    }

    mutating func repeatedKey() -> String? {
      var position = 0
      while position < bytes.count {
        switch bytes[position] {
        case UInt8(ascii: "{"): open.append(Level(isObject: true))
        case UInt8(ascii: "["): open.append(Level(isObject: false))
        case UInt8(ascii: "}"), UInt8(ascii: "]"): _ = open.popLast()
        case UInt8(ascii: ","):
          if !open.isEmpty {
            open[open.count - 1].index += 1
            open[open.count - 1].awaitsKey = true
          }
        case UInt8(ascii: "\""):
          let text = string(at: &position)
          if let path = note(text) { return path }
        default: break
        }
        position += 1
      }
      return nil
    }

    /// The text from a quote to the one that closes it, on which `position` then stands.
    private func string(at position: inout Int) -> String {
      let start = position + 1
      position = start
      while position < bytes.count, bytes[position] != UInt8(ascii: "\"") {
        // Whatever is escaped closes nothing; the digits of \u follow as plain text.
        position += bytes[position] == UInt8(ascii: "\\") ? 2 : 1
      }
      let content = bytes[min(start, bytes.count)..<min(position, bytes.count)]
      // Two spellings of one key are one key: the decoder undoes the escapes.
      if content.contains(UInt8(ascii: "\\")),
        let text = try? JSONDecoder().decode(String.self, from: Data([0x22] + content + [0x22]))
      {
        return text
      }
      return String(decoding: content, as: UTF8.self)
    }

    private mutating func note(_ text: String) -> String? {
      guard let last = open.indices.last, open[last].isObject, open[last].awaitsKey else {
        return nil
      }
      open[last].awaitsKey = false
      open[last].key = text
      return open[last].keys.insert(text).inserted ? nil : path
    }

    private var path: String {
      open.reduce(into: "") { path, level in
        path += level.isObject ? (path.isEmpty ? "" : ".") + level.key : "[\(level.index)]"
      }
    }
  }
}
