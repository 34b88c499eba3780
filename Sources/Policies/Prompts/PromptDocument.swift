/// A document of prompts, as it is written in JSON: a set `{"prompts": [...]}` or a single entry.
///
///     {"prompts": [
///       {"name": "p1", "weight": 2.0, "policy": "bandit",
///        "logits": [0, 1, 2], "rewards": [0, 0, 1]},
///       {"policy": "sequence", "vocabulary": 3, "length": 4,
///        "reward": "prefix", "target": [0, 1, 2, 0]},
///       {"policy": "bandit", "logits": [0, 1, 2],
///        "rewards": [[1, 1], [0, 1], [0, 0]], "component_weights": [1, 0.5]}
///     ]}
///
/// Decoding refuses keys that are not in the schema; `prompts()` checks what the values say.
/// Encoding always writes a set.
public struct PromptDocument: Codable, Sendable, Equatable {
  /// The entries, in the order of the document.
  public var entries: [PromptEntry]

  /// A document of these entries.
  public init(entries: [PromptEntry]) { self.entries = entries }

  private static let setKey = DocumentKey("prompts")

  /// Decodes a set of entries, or one entry.
  ///
  /// - Throws: `PolicyError.document`, naming the entry and the field.
  public init(from decoder: any Decoder) throws {
    let container = try Self.object(in: decoder)
    guard container.contains(Self.setKey) else {
      entries = [try PromptEntry(from: decoder)]
      return
    }
    let strangers = container.allKeys.filter { $0 != Self.setKey }.map(\.stringValue)
    // Keys come in no order: of several always the same one is told.
    if let stranger = strangers.min() {
      throw PolicyError.document(
        prompt: "document", field: stranger, reason: "unknown key beside 'prompts'")
    }
    do {
      entries = try container.decode([PromptEntry].self, forKey: Self.setKey)
    } catch let error as DecodingError {
      throw PolicyError.document(
        prompt: "document", field: "prompts", reason: documentReason(error))
    }
  }

  private static func object(
    in decoder: any Decoder
  ) throws -> KeyedDecodingContainer<DocumentKey> {
    do {
      return try decoder.container(keyedBy: DocumentKey.self)
    } catch let error as DecodingError {
      throw PolicyError(error)
    }
  }

  /// Encodes the set as a document that reads back as the same set.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: DocumentKey.self)
    try container.encode(entries, forKey: Self.setKey)
  }

  /// The prompts the document describes.
  ///
  /// An entry without a name is called `prompt-N` after its position, counted from 1; one called
  /// `all` in a set of several `all (prompt)`, for `all` is the row of the whole set.
  ///
  /// - Throws: `PolicyError.document`, naming the prompt and the field: no entries, two of the same
  ///   name, or an entry that describes no usable prompt.
  public func prompts() throws(PolicyError) -> [Prompt] {
    guard !entries.isEmpty else {
      throw .document(prompt: "document", field: "prompts", reason: "must not be empty")
    }
    var names: Set<String> = []
    var prompts: [Prompt] = []
    for (index, entry) in entries.enumerated() {
      let prompt = try entry.prompt(defaultName: "prompt-\(index + 1)")
      guard names.insert(prompt.name).inserted else {
        throw .document(prompt: prompt.name, field: "name", reason: "used twice")
      }
      let name = Prompt.name(prompt.name, inSetOf: entries.count)
      prompts.append(try prompt.renamed(name, weight: prompt.weight))
    }
    return prompts
  }
}
