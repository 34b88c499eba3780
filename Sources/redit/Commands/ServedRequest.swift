import Platform

/// A command that another program asks for.
struct ServedRequest: Decodable {
  /// What tells answers apart, for the program that asked.
  enum ID: Codable {
    case number(Int)
    case text(String)

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let number = try? container.decode(Int.self) {
        self = .number(number)
      } else {
        self = .text(try container.decode(String.self))
      }
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      switch self {
      case .number(let number): try container.encode(number)
      case .text(let text): try container.encode(text)
      }
    }
  }

  /// What became of it.
  struct Answer: Encodable {
    let id: ID?
    let status: Int32
    let output, error: String

    private enum Key: CodingKey { case id, status, output, error }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: Key.self)
      try container.encode(id, forKey: .id)
      try container.encode(status, forKey: .status)
      try container.encode(output, forKey: .output)
      try container.encode(error, forKey: .error)
    }
  }

  let id: ID?
  let arguments: [String]
  /// Where paths begin; nil for where they began when serving did.
  let directory: String?

  /// The answer to a line, whatever stands in it.
  ///
  /// - Parameter run: does what `CurrentRun` is about; the exit status.
  static func answer(
    to line: Data, by streams: CapturedStreams, run: () -> Int32
  ) -> Answer {
    guard let request = try? JSONDecoder().decode(ServedRequest.self, from: line) else {
      if let fault = JSONSyntax.fault(in: line) {
        return refused(nil, "not a request: not valid JSON: \(fault)")
      }
      let id = (try? JSONDecoder().decode(Named.self, from: line))?.id
      return refused(
        id, #"not a request: {"id": 1, "arguments": ["exact", "--sigma", "0.1"]} is one"#)
    }
    if let reason = request.refusal { return refused(request.id, reason) }
    guard chdir(request.directory ?? streams.folder) == 0 else {
      return refused(
        request.id,
        "directory: cannot go to \(request.directory ?? streams.folder): \(SystemError())")
    }
    let result = streams.capture {
      CurrentRun.begin(WholeNumber.spelledOut(request.arguments))
      return run()
    }
    return Answer(
      id: request.id, status: result.status, output: result.output, error: result.errors)
  }

  /// What can be told of a line that is no request, so that its answer is known by it.
  private struct Named: Decodable { let id: ID? }

  /// Commands that heed signals, or keep files of a run that goes on.
  private static let alone: Set = ["serve", "train", "repeat"]

  /// Why the command is not served; nil where it is.
  private var refusal: String? {
    guard let command = arguments.first else { return "not a request: no arguments" }
    if Self.alone.contains(command) { return "serve: '\(command)' runs by itself only" }
    let watches = command == "audit" && arguments.contains("--watch")
    return watches ? "serve: an audit with --watch runs by itself only" : nil
  }

  private static func refused(_ id: ID?, _ reason: String) -> Answer {
    Answer(id: id, status: 64, output: "", error: "redit: \(ErrorLine.text(reason))\n")
  }
}
