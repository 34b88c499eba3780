/// The options of a sweep as resolved, for reading by people and programs.
struct SweepRecord: Codable {
  var prompts: [String]
  /// Of a sweep over one group size.
  var groupSize: Int?
  /// Of a sweep over several.
  var groupSizes: [Int]?
  var batchGroups: Int
  var advantages: [String]
  var noises: [String]
  var sigmas: [Double]
  var groups: Int
  /// Of a sweep by another method than plain sampling, or to a precision.
  var method: String?
  /// Of a sweep to a precision: what it was about, and the largest relative standard error.
  var precisionOf: String?
  var relativeError: Double?
  /// Of a sweep over a prompt table: rows without a pass rate, which are left out.
  var skippedPrompts: Int?

  init(
    prompts: [String], groupSizes: [Int], batchGroups: Int, advantages: [String],
    noises: [String], sigmas: [Double], groups: Int
  ) {
    self.prompts = prompts
    groupSize = groupSizes.count == 1 ? groupSizes[0] : nil
    self.groupSizes = groupSizes.count == 1 ? nil : groupSizes
    self.batchGroups = batchGroups
    self.advantages = advantages
    self.noises = noises
    self.sigmas = sigmas
    self.groups = groups
  }

  enum CodingKeys: String, CodingKey {
    case prompts, advantages, noises, sigmas, groups, method
    case precisionOf = "precision_of"
    case relativeError = "relative_error"
    case skippedPrompts = "skipped_prompts"
    case groupSize = "group_size"
    case groupSizes = "group_sizes"
    case batchGroups = "batch_groups"
  }
}
