import TestSupport
import Testing

@testable import redit

/// Pieces of bytes by setting, in whatever order settings come.
struct RowFramesTests {
  private final class Setting: Sendable {
    let name: String

    init(_ name: String) { self.name = name }
  }

  private static func pieces(_ frames: inout RowFrames, at place: Int) -> [String] {
    var found: [String] = []
    frames.forEachPiece(at: place) { number, piece in
      #expect(number == found.count)
      found.append(String(decoding: piece, as: UTF8.self))
    }
    return found
  }

  /// 30 settings, first one after another as tables have them, then 2,000 times any of them, seed 23.
  @Test func `a setting has its own pieces`() throws {
    var random = SplitMix(seed: 23)
    let settings = (0..<30).map { Setting("s\($0)") }
    var frames = RowFrames(pieces: 3)
    for (number, setting) in settings.enumerated() {
      let before = frames.place(of: setting)
      #expect(before == nil && frames.count == number)
      var rest = ["\(setting.name),", "", ",\(number)\n"][...]
      let place = frames.add(setting) { $0.write(rest.removeFirst()) }
      #expect(place == number)
    }
    for round in 0..<2000 {
      let number = round < 90 ? round % 30 : Int.random(in: 0..<30, using: &random)
      let found = frames.place(of: settings[number])
      let place = try #require(found)
      let pieces = Self.pieces(&frames, at: place)
      #expect(pieces == ["s\(number),", "", ",\(number)\n"])
    }
    let other = frames.place(of: Setting("s1"))
    #expect(other == nil)
  }
}
