/// One prompt as a document describes it; nothing is checked yet but the types of the values.
///
/// A bandit has `logits`; a sequence has `vocabulary`, `length` and perhaps `logits`. Rewards are
/// given either for each outcome (`rewards`) or by the name of a rule (`reward`, with `target` if
/// the rule takes one).
public struct PromptEntry: Codable, Sendable, Equatable {
  /// The name of the prompt; nil for the nameless.
  public var name: String?
  /// The prompt's weight, 1 unless given.
  public var weight: Double?
  /// The policy family: `"bandit"` or `"sequence"`.
  public var policy: String
  /// The number of tokens of a sequence policy.
  public var vocabulary: Int?
  /// The number of positions of a sequence policy.
  public var length: Int?
  /// The logits of the current policy; of a sequence all 0 where nil.
  public var logits: [Double]?
  /// The reward of each outcome.
  public var rewards: [Double]?
  /// The name of a reward rule.
  public var reward: String?
  /// The target of the reward rule.
  public var target: [Int]?
  /// The logits of the sampling policy.
  public var oldLogits: [Double]?
  /// The logits of the reference policy.
  public var referenceLogits: [Double]?

  enum CodingKeys: String, CodingKey, CaseIterable {
    case name, weight, policy, vocabulary, length, logits, rewards, reward, target
    case oldLogits = "old_logits"
    case referenceLogits = "reference_logits"
  }

  /// An entry with these fields.
  public init(
    name: String? = nil, weight: Double? = nil, policy: String, vocabulary: Int? = nil,
    length: Int? = nil, logits: [Double]? = nil, rewards: [Double]? = nil, reward: String? = nil,
    target: [Int]? = nil, oldLogits: [Double]? = nil, referenceLogits: [Double]? = nil
  ) {
    self.name = name
    self.weight = weight
    self.policy = policy
    self.vocabulary = vocabulary
    self.length = length
    self.logits = logits
    self.rewards = rewards
    self.reward = reward
    self.target = target
    self.oldLogits = oldLogits
    self.referenceLogits = referenceLogits
  }

  /// Decodes one entry.
  ///
  /// - Throws: `PolicyError.document`, naming the prompt (by its position until the name is read)
  ///   and the field: an unknown key, a value of the wrong type, or a missing policy.
  public init(from decoder: any Decoder) throws {
    let position = decoder.codingPath.last?.intValue ?? 0
    let fields = try EntryFields(decoder, prompt: "prompt-\(position + 1)")
    name = fields.declaredName
    weight = try fields.value(.weight)
    guard let policy = try fields.value(.policy, as: String.self) else {
      throw fields.error(.policy, "is missing")
    }
    self.policy = policy
    vocabulary = try fields.value(.vocabulary)
    length = try fields.value(.length)
    logits = try fields.value(.logits)
    rewards = try fields.value(.rewards)
    reward = try fields.value(.reward)
    target = try fields.value(.target)
    oldLogits = try fields.value(.oldLogits)
    referenceLogits = try fields.value(.referenceLogits)
  }
}

/// The fields of one entry, each read with an error that names the prompt and the field.
private struct EntryFields {
  private let container: KeyedDecodingContainer<PromptEntry.CodingKeys>
  private var prompt: String
  private(set) var declaredName: String?

  init(_ decoder: any Decoder, prompt: String) throws {
    self.prompt = prompt
    do {
      container = try decoder.container(keyedBy: PromptEntry.CodingKeys.self)
    } catch let error as DecodingError {
      throw PolicyError.document(prompt: prompt, field: "entry", reason: documentReason(error))
    }
    declaredName = try value(.name)
    // The name is read first, so that all later complaints can give it.
    self.prompt = declaredName ?? prompt
    for key in try decoder.container(keyedBy: DocumentKey.self).allKeys
    where PromptEntry.CodingKeys(stringValue: key.stringValue) == nil {
      throw PolicyError.document(
        prompt: self.prompt, field: key.stringValue,
        reason: "unknown key; known: "
          + PromptEntry.CodingKeys.allCases.map(\.stringValue).joined(separator: ", "))
    }
  }

  func value<Value: Decodable>(
    _ key: PromptEntry.CodingKeys, as type: Value.Type = Value.self
  ) throws -> Value? {
    do {
      return try container.decodeIfPresent(type, forKey: key)
    } catch let failure as DecodingError {
      throw error(key, documentReason(failure))
    } catch {
      // JSONDecoder throws errors of its own for numbers that do not fit the type.
      throw self.error(key, "cannot be read as \(documentName(of: type))")
    }
  }

  func error(_ key: PromptEntry.CodingKeys, _ reason: String) -> PolicyError {
    .document(prompt: prompt, field: key.stringValue, reason: reason)
  }
}
