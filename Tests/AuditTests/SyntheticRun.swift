import GRPO
import GSL
import Logs
import RealModule

@testable import Audit

/// A run that never was: prompts with pass rates of their own, groups of them by step, rewards, noise and advantages.
struct SyntheticRun {
  var seed: UInt64
  var steps = 16
  var promptsPerStep = 8
  var prompts = 32
  var groupSize = 8
  /// Levels of each component and their weights; the chance of a level comes from the prompt.
  var levels: [[Double]] = [[0, 1]]
  var weights: [Double] = [1]
  var rule: AdvantageRule
  var dither: Dither?
  var sigma = 0.0
  /// What sigma is multiplied by, from the first step to the last.
  var schedule: (first: Double, last: Double)?
  /// Standard deviation of a term that falls with the length of the completion: shaping, no noise.
  var lengthPenalty = 0.0
  /// Whether the log has the text of completions, longer where they are right and by prompt.
  var logsTexts = false
  /// Noise that the log's rewards do not show.
  var isAddedAfterLogging = false
  /// Whether the log has the rewards without noise in columns of their own.
  var logsRaw = false
  /// Whether advantages are rounded to single precision.
  var isSingle = true
  /// Pass rates of prompts are of a beta law with these parameters.
  var spread = (a: 0.7, b: 0.7)

  /// Silent groups before the noise.
  private(set) var silent = 0
  private(set) var groups = 0

  init(seed: UInt64, rule: AdvantageRule) {
    self.seed = seed
    self.rule = rule
  }

  var columns: [String] {
    let own = levels.indices.map { "reward_\($0)" }
    return logsRaw ? own + levels.indices.map { "raw_\($0)" } : own
  }

  mutating func make() throws -> [RolloutStep] {
    var random = RandomStream(seed: seed, stream: 1)
    var noise = RandomStream(seed: seed, stream: 2)
    var writer = RandomStream(seed: seed, stream: 3)
    let rates = (0..<prompts).map { _ -> Double in
      let right = random.gamma(shape: spread.a, scale: 1)
      return right / (right + random.gamma(shape: spread.b, scale: 1))
    }
    (silent, groups) = (0, 0)
    var order: [Int] = []
    var result: [RolloutStep] = []
    var line = 1
    for number in 1...steps {
      var raw: [[[Double]]] = []
      var seen: [[[Double?]]] = []
      var texts: [UInt64] = []
      var lengths: [Int] = []
      let scale =
        schedule.map { $0.first + ($0.last - $0.first) * Double(number - 1) / Double(steps - 1) }
        ?? 1
      for _ in 0..<promptsPerStep {
        if order.isEmpty { order = Array(0..<prompts).reversed() }
        let prompt = order.removeLast()
        texts += Array(repeating: UInt64(prompt + 1000), count: groupSize)
        let group = (0..<groupSize).map { _ in
          levels.map { list -> Double in
            let isRight = random.uniform() < rates[prompt]
            return isRight ? list[1 + random.index(below: list.count - 1)] : list[0]
          }
        }
        groups += 1
        let totals = group.map { zip(weights, $0).reduce(0) { $0 + $1.0 * $1.1 } }
        if totals.max()! - totals.min()! <= 1e-9 { silent += 1 }
        raw.append(group)
        // Half a unit more where right, a third of one by prompt.
        let tempers = group.indices.map { _ in logsTexts ? writer.gaussian() : 0 }
        lengths += zip(group, tempers).map { completion, temper in
          let isRight = completion[0] > levels[0][0]
          return Int(400 * Double.exp(0.5 * temper + (isRight ? 0.25 : 0) + 0.3 * rates[prompt]))
        }
        seen.append(
          zip(group, tempers).map { completion, temper in
            completion.map { value in
              value - lengthPenalty * temper
                + (dither.map { scale * sigma * $0.family.standardDraw(using: &noise) } ?? 0)
            }
          })
      }
      let batch = try RewardBatch(seen, weights: weights)
      let advantages = rule.advantages(of: batch).joined().map { isSingle ? Double(Float($0)) : $0 }
      let logged =
        isAddedAfterLogging
        ? levels.indices.map { k in raw.joined().map { $0[k] } }
        : levels.indices.map { k in seen.joined().map { $0[k]! } }
      let extra = logsRaw ? levels.indices.map { k in raw.joined().map { $0[k] } } : []
      let count = texts.count
      result.append(
        RolloutStep(
          step: number, count: count, prompts: texts,
          completions: logsTexts ? (line..<line + count).map(UInt64.init) : nil,
          lengths: logsTexts ? lengths : nil, columns: logged + extra,
          advantages: advantages, lines: Array(line..<line + count)))
      line += count
    }
    return result
  }

  /// - Parameter sigmas: of the forecast, which takes most of the time.
  func report(
    _ steps: [RolloutStep], sigmas: [Double] = [], options: AuditOptions = AuditOptions(),
    grouping: Grouping = .blocks
  ) throws -> AuditReport {
    var options = options
    options.sigmas = sigmas
    var audit = RunAudit(columns: columns, grouping: grouping, options: options)
    for step in steps { try audit.add(step) }
    return try audit.finish()
  }
}
