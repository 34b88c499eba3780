import Platform

/// The first line of a part: of what command, inputs and arithmetic it is. Two parts with the same first line are
/// of one run.
///
/// Neither host nor time nor number of the shard: the same units give the same bytes wherever they are done.
struct PartHeader: Codable, Equatable {
  /// Always `part`.
  var redit = "part"
  /// Of the file; another one is refused.
  var format = Self.format
  /// Of the tool.
  var version = Version.current
  /// Of the elementary functions, on which last digits depend.
  var arithmetic = Arithmetic.fingerprint
  /// The command, less what has no influence on its units.
  var arguments: [String]
  /// Fingerprints of the files read, by path; of those of a log, which nobody reads but the part they are in, how
  /// many bytes they have.
  var inputs: [String: String]
  /// Of the whole command.
  var units: Int

  static let format = 1
  /// What the first line of a part, of any format, begins with.
  static let signature = #"{"redit":"part","#

  /// Of the command at work, whose inputs have been read.
  init(
    arguments: [String] = Self.arguments,
    inputs: [String: String] = CurrentRun.inputs.merging(CurrentRun.logFiles) { $1 }, units: Int
  ) {
    self.arguments = arguments
    self.inputs = inputs
    self.units = units
  }

  /// What says how the output is written, and changes no unit.
  private static let formats = ["--format", "--table"]

  /// The command at work.
  static var arguments: [String] {
    let all = RepeatableArguments.of(CurrentRun.arguments)
    return all.indices.filter { index in
      if all[index] == "--details" { return false }
      let isFormat = formats.contains { all[index] == $0 || all[index].hasPrefix($0 + "=") }
      return !isFormat && !(index > 0 && formats.contains(all[index - 1]))
    }.map { all[$0] }
  }

  private enum CodingKeys: String, CodingKey {
    case redit, format, version, arithmetic, arguments, inputs, units
  }

  /// The line, without a line break. What tells a part from others comes first.
  func line() throws -> String {
    let members = try [
      #""redit":"part""#, #""format":\#(format)"#,
      #""version":\#(JSONText.word(version))"#, #""arithmetic":\#(JSONText.word(arithmetic))"#,
      #""units":\#(units)"#, #""arguments":\#(word(arguments))"#, #""inputs":\#(word(inputs))"#,
    ]
    return "{" + members.joined(separator: ",") + "}"
  }

  private func word(_ value: some Encodable) throws -> String {
    String(decoding: try JSONText.data(value, .line), as: UTF8.self)
  }

  private struct Format: Decodable {
    let redit: String
    let format: Int
    let version: String?
  }

  /// Reads the line.
  ///
  /// - Parameter name: of the file.
  /// - Throws: `FileError` for what is no part, or of another format.
  static func read(_ line: Data, of name: String) throws -> PartHeader {
    let found = try? JSONDecoder().decode(Format.self, from: line)
    guard line.starts(with: Data(signature.utf8)), let found, found.redit == "part" else {
      throw FileError("\(name) is not a part of a run of redit")
    }
    guard found.format == format else {
      let version = found.version.map { " of version \($0)" } ?? ""
      throw FileError(
        "\(name)\(version) is of part format \(found.format), redit \(Version.current) reads \(format)"
      )
    }
    guard let header = try? JSONDecoder().decode(PartHeader.self, from: line), header.units > 0,
      let own = try? header.line(), Data(own.utf8) == line
    else { throw FileError("\(name) is damaged at line 1") }
    return header
  }

  /// Why a part of `other` does not go with this one; nil where it does.
  func difference(_ other: PartHeader) -> String? {
    if other.version != version { return "of version \(other.version), not \(version)" }
    if other.arithmetic != arithmetic {
      return "of arithmetic \(other.arithmetic), not \(arithmetic): another kind of processor or "
        + "mathematical library"
    }
    if other.arguments != arguments {
      return "of another command: redit \(ShellCommand.text(other.arguments))"
    }
    let names = Set(inputs.keys).union(other.inputs.keys).sorted()
    if let changed = names.first(where: { inputs[$0] != other.inputs[$0] }) {
      return "not of \(changed) as it is, which is new or has changed"
    }
    if other.units != units { return "of \(other.units) units, not \(units)" }
    return nil
  }
}
