import Platform

/// What units come to, as a line of JSON and back to the same bits.
enum PieceText {
  static func data(_ piece: some Encodable) throws -> Data { try JSONText.data(piece, .line) }

  /// - Parameter path: of the part, for errors.
  static func piece<Piece: Decodable>(_ data: Data, of path: String) throws -> Piece {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    do {
      return try decoder.decode(Piece.self, from: data)
    } catch {
      // As it was written, but not by this command.
      throw FileError("\(path): a piece is not of this command")
    }
  }
}
