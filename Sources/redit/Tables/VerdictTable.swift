import Analysis
import GRPO
import Training

/// A finding, and the judgement of all findings that decides it.
struct VerdictLine {
  let finding: Finding
  let judgement: Judgement

  fileprivate var setting: Setting? { finding.place?.setting }
  fileprivate var sources: ClaimSources? { ClaimSources(finding.claim) }
}

/// What `redit verify` writes. The first 16 columns never change their place.
enum VerdictTable {
  static let table = Table<VerdictLine>(verdict + numbers + standing + setting + sources)

  static func lines(_ judgement: Judgement) -> [VerdictLine] {
    judgement.findings.map { VerdictLine(finding: $0, judgement: judgement) }
  }

  private static let verdict: [Column<VerdictLine>] = [
    Column("claim", "", "its name") { .text($0.finding.claim) },
    Column("variant", "", "advantage, with what else sets the verdict apart") {
      .text($0.finding.variant)
    },
    Column("quantity", "", "what is compared, with the setting") { .text($0.finding.quantity) },
    Column(
      "verdict", "",
      """
      `holds`, `fails`, `undecided` (the simulation is too small to tell: `detectable_effect` exceeds \
      `distance`, or only the exact value refutes), `inconsistent` (simulation contradicts the exact value: \
      a defect)
      """
    ) { .text($0.judgement.verdict($0.finding).rawValue) },
    Column("expected", "", "the verdict that we know of") { .text($0.finding.expected.rawValue) },
    Column("relation", "", "`=` or `<=`") { .text($0.finding.relation.rawValue) },
    Column("condition", "", "when a failing claim does hold") { .text($0.finding.condition) },
  ]

  private static let numbers: [Column<VerdictLine>] = [
    Column("claimed", "", "the value that the claim predicts") {
      .number($0.finding.claimed, keepsInfinite: true)
    },
    Column("exact", "", "exact value, empty where unknown") {
      .number($0.finding.exact, keepsInfinite: true)
    },
    Column("estimate", "", "simulated value") {
      .number($0.finding.estimate.mean, keepsInfinite: true)
    },
    Column("estimate_se", "", "its standard error") {
      .number($0.finding.estimate.standardError, keepsInfinite: true)
    },
    Column("z_exact", "standard errors", "the estimate's distance from the exact value") {
      .number($0.finding.zExact, keepsInfinite: true)
    },
    Column("z_claimed", "standard errors", "the estimate's distance from the prediction") {
      .number($0.finding.zClaimed, keepsInfinite: true)
    },
    Column(
      "interval", "", "`bernstein` (holds for any number of groups) or `normal` (approximate)"
    ) { .text($0.judgement.interval($0.finding).kind.rawValue) },
    Column(
      "half_width", "",
      "half the length of the interval around the estimate outside of which values are refuted"
    ) { .number($0.judgement.interval($0.finding).halfWidth, keepsInfinite: true) },
    Column(
      "detectable_effect", "",
      "smallest deviation from the prediction refuted with probability .99"
    ) { .number($0.judgement.detectableEffect($0.finding), keepsInfinite: true) },
  ]

  private static let standing: [Column<VerdictLine>] = [
    Column(
      "distance", "",
      """
      what that is held against: of a bound, how far the exact value (the estimate where none is known) is \
      inside it, below 0 when it is exceeded; of an equality, and of a bound that is attained, the \
      deviation that has to be visible, mostly a tenth of `claimed`
      """
    ) { .number($0.finding.distance, keepsInfinite: true) },
    Column(
      "standing", "",
      "`as expected`, `undecided`, `not as expected` (decided otherwise: exit status 1)"
    ) { .text($0.judgement.standing($0.finding).rawValue) },
  ]

  private static let setting: [Column<VerdictLine>] = [
    Column(
      "policy", "",
      """
      as in a sweep; the rewards where a single group is dithered; empty, like the next seven, for checks of \
      the noise alone
      """
    ) { .text($0.finding.place?.policy) },
    Column("advantage", "", "its kind") { .text($0.setting?.advantage.kind.rawValue) },
    Column("noise", "", "family of the dither") { .text($0.setting?.dither.label) },
    Column("group_size", "completions", "G, the completions of a group") {
      .count($0.setting?.groupSize)
    },
    Column("ddof", "", "as in a sweep") { .count($0.setting?.advantage.ddof) },
    Column("stabilizer", "reward", "as in a sweep") { .number($0.setting?.advantage.stabilizer) },
    Column("clamp", "advantage", "as in a sweep") { .number($0.setting?.advantage.clamp) },
    Column("sigma", "reward", "standard deviation of the noise") { .number($0.setting?.sigma) },
    Column("groups", "groups", "simulated groups; of whole runs, runs") {
      .count($0.finding.estimate.count)
    },
    Column("seed", "", "seed of the random streams") { .count($0.finding.seed) },
  ]

  private static let sources: [Column<VerdictLine>] = [
    Column("law", "", "file that states and computes the claim") { .text($0.sources?.law) },
    Column("proof", "", "files that prove it, on paper, then for Coq") {
      .text($0.sources.flatMap { $0.proofs.isEmpty ? nil : $0.proofs.joined(separator: " ") })
    },
    Column("test", "", "file that tests it") { .text($0.sources?.test) },
    Column("lesson", "", "file that teaches it") { .text($0.sources?.lesson) },
  ]
}
