/// What all rows of one setting and objective are called.
///
/// A class: ten thousand rows hand on one reference each in place of four texts.
final class RowWords: Equatable, Sendable {
  /// The name of the advantage as it was asked for: `trl`, `standardized`.
  let advantage: String
  /// The family of the noise, and how it meets the rewards.
  let noise: String
  /// What the advantage is: `standardized ddof 1 eps 0.0001`.
  let law: String
  /// Ratio, clip, KL term, and whatever else no other column tells; `on policy` when plain.
  let objective: String

  init(advantage: String, noise: String, law: String, objective: String) {
    self.advantage = advantage
    self.noise = noise
    self.law = law
    self.objective = objective
  }

  static func == (a: RowWords, b: RowWords) -> Bool {
    (a.advantage, a.noise, a.law, a.objective) == (b.advantage, b.noise, b.law, b.objective)
  }
}
