/// One prompt as a document describes it; nothing is checked yet but the types of the values.
///
/// A bandit has `logits`; a sequence has `vocabulary`, `length` and perhaps `end_token` and `logits`.
/// Rewards are
/// given either for each outcome (`rewards`: a number, or one list of components for each) or by the
/// name of a rule (`reward`, with `target` if the rule takes one).
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
  /// Whether the last token of a sequence policy ends a completion; false where nil.
  public var hasEndToken: Bool?
  /// The logits of the current policy; of a sequence all 0 where nil.
  public var logits: [Double]?
  /// The reward of each outcome.
  public var rewards: [Double]?
  /// The components of the reward of each outcome, in place of ``rewards`` and under the same key.
  public var rewardComponents: [[Double]]?
  /// What each component of a reward counts in the sum, 1 unless given.
  public var componentWeights: [Double]?
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
    case hasEndToken = "end_token"
    case componentWeights = "component_weights"
    case oldLogits = "old_logits"
    case referenceLogits = "reference_logits"
  }

  /// An entry with these fields.
  public init(
    name: String? = nil, weight: Double? = nil, policy: String, vocabulary: Int? = nil,
    length: Int? = nil, hasEndToken: Bool? = nil, logits: [Double]? = nil, rewards: [Double]? = nil,
    rewardComponents: [[Double]]? = nil, componentWeights: [Double]? = nil, reward: String? = nil,
    target: [Int]? = nil, oldLogits: [Double]? = nil, referenceLogits: [Double]? = nil
  ) {
    self.name = name
    self.weight = weight
    self.policy = policy
    self.vocabulary = vocabulary
    self.length = length
    self.hasEndToken = hasEndToken
    self.logits = logits
    self.rewards = rewards
    self.rewardComponents = rewardComponents
    self.componentWeights = componentWeights
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
    hasEndToken = try fields.value(.hasEndToken)
    logits = try fields.value(.logits)
    if fields.isNested(.rewards) {
      rewardComponents = try fields.value(.rewards)
    } else {
      rewards = try fields.value(.rewards)
    }
    componentWeights = try fields.value(.componentWeights)
    reward = try fields.value(.reward)
    target = try fields.value(.target)
    oldLogits = try fields.value(.oldLogits)
    referenceLogits = try fields.value(.referenceLogits)
  }

  /// Encodes an entry that reads back as the same.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encodeIfPresent(name, forKey: .name)
    try container.encodeIfPresent(weight, forKey: .weight)
    try container.encode(policy, forKey: .policy)
    try container.encodeIfPresent(vocabulary, forKey: .vocabulary)
    try container.encodeIfPresent(length, forKey: .length)
    try container.encodeIfPresent(hasEndToken, forKey: .hasEndToken)
    try container.encodeIfPresent(logits, forKey: .logits)
    if let rewardComponents {
      try container.encode(rewardComponents, forKey: .rewards)
    } else {
      try container.encodeIfPresent(rewards, forKey: .rewards)
    }
    try container.encodeIfPresent(componentWeights, forKey: .componentWeights)
    try container.encodeIfPresent(reward, forKey: .reward)
    try container.encodeIfPresent(target, forKey: .target)
    try container.encodeIfPresent(oldLogits, forKey: .oldLogits)
    try container.encodeIfPresent(referenceLogits, forKey: .referenceLogits)
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
    // Keys come in no order: of several strangers always the same one is told.
    let strangers = try decoder.container(keyedBy: DocumentKey.self).allKeys.map(\.stringValue)
      .filter { PromptEntry.CodingKeys(stringValue: $0) == nil }
    if let stranger = strangers.min() {
      throw PolicyError.document(
        prompt: self.prompt, field: stranger,
        reason: "unknown key; known: "
          + PromptEntry.CodingKeys.allCases.map(\.stringValue).joined(separator: ", "))
    }
  }

  /// Whether the value is a list that begins with a list.
  func isNested(_ key: PromptEntry.CodingKeys) -> Bool {
    guard var list = try? container.nestedUnkeyedContainer(forKey: key) else { return false }
    return (try? list.nestedUnkeyedContainer()) != nil
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
