/// Ways to get the same expectations from fewer simulated groups, alone or together.
///
/// All of them estimate without bias what plain sampling estimates; each has its own standard error.
///
/// - `rao-blackwell`: groups are independent and all alike, as by plain sampling; but Gaussian noise is drawn along the
///   rewards and in its size only, and averaged over its direction across them. It takes fewer random
///   numbers and has smaller errors. It goes with no other, and is plain sampling where it cannot be: in runs below
///   65,536 groups (but for those to a precision), for prompts of many rewards, under a KL term, a clip or a batch, in
///   comparisons group by group, and for a noise that is not additive and independent or of which some setting does not
///   centre the rewards: all settings of a noise are averaged or none. Where outcomes are many and their rewards few,
///   completions are counted by their rewards, and what they are given these is averaged too.
/// - `conditional`: the expectation over the noise given the outcomes is exact, only the outcomes
///   are drawn. It needs a known conditional law (Gaussian noise, or linear advantages).
/// - `stratified`: every composition of a group (for binary rewards: the number correct) gets groups
///   of its own, weighted by its exact probability. It helps where successes or failures are rare.
/// - `antithetic`: every group is seen with its noise and with the noise's mirror image; the pair
///   is one sample. It helps where the noise moves the gradient about linearly.
/// - `sobol`: outcomes and noise come from 16 independently shifted copies of the Sobol sequence. It
///   helps with few completions and smooth laws; at most 40 random numbers per group.
///
///     let method: SamplingMethod = [.conditional, .stratified]
public struct SamplingMethod: OptionSet, Hashable, Sendable {
  /// One bit per part.
  public let rawValue: UInt8

  /// The method with these bits.
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// Independent groups, all alike.
  public static let plain: SamplingMethod = []
  /// The noise is averaged exactly.
  public static let conditional = SamplingMethod(rawValue: 1)
  /// Groups are spread over their compositions.
  public static let stratified = SamplingMethod(rawValue: 2)
  /// Noise comes in mirrored pairs.
  public static let antithetic = SamplingMethod(rawValue: 4)
  /// Random numbers come from the Sobol sequence.
  public static let sobol = SamplingMethod(rawValue: 8)
  /// The direction of noise across the rewards is averaged where it can be.
  public static let raoBlackwell = SamplingMethod(rawValue: 16)

  private static let parts: [(name: String, method: SamplingMethod)] = [
    ("conditional", .conditional), ("stratified", .stratified), ("antithetic", .antithetic),
    ("sobol", .sobol), ("rao-blackwell", .raoBlackwell),
  ]

  /// The words that names are made of, joined by +.
  package static let words = ["plain"] + parts.map(\.name)

  /// Independent groups, all alike: what comes of some of them adds up with what comes of others.
  package var drawsAlike: Bool { self == .plain || self == .raoBlackwell }

  /// Every combination of the parts but `rao-blackwell` that makes sense: without noise nothing can be mirrored, and the
  /// Sobol sequence is symmetric by itself.
  public static let all: [SamplingMethod] = (0..<16).map { SamplingMethod(rawValue: $0) }
    .filter { $0.isConsistent }

  var isConsistent: Bool {
    (!contains(.antithetic) || isDisjoint(with: [.conditional, .sobol]))
      && (!contains(.raoBlackwell) || self == .raoBlackwell)
  }

  /// The method of a name such as `plain`, `conditional` or `conditional+stratified`.
  ///
  /// - Throws: `AnalysisError` with the part that is unknown or does not go with the others.
  public init(name: String) throws {
    if name == "plain" { self = .plain; return }
    var method = SamplingMethod.plain
    for word in name.split(separator: "+", omittingEmptySubsequences: false) {
      guard word != "plain" else { throw AnalysisError("'\(name)': plain goes with no other") }
      guard let part = Self.parts.first(where: { $0.name == word }) else {
        throw AnalysisError(
          "unknown '\(word)'; known: \(Self.words.joined(separator: ", ")), joined by +")
      }
      method.insert(part.method)
    }
    guard method.isConsistent else {
      throw AnalysisError(
        method.contains(.raoBlackwell)
          ? "'\(name)': rao-blackwell goes with no other"
          : "'\(name)': antithetic goes with stratified only")
    }
    self = method
  }

  /// The name that ``init(name:)`` reads.
  public var name: String {
    if self == .plain { return "plain" }
    return Self.parts.filter { contains($0.method) }.map(\.name).joined(separator: "+")
  }
}
