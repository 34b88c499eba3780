import Analysis
import Foundation
import Testing
import Training

@testable import redit

/// What `redit verify`, `claims` and `calibrate` say, at 1000 groups: little is decided, nothing wrong.
struct VerdictTextTests {
  @Test(
    arguments: [
      "verify --groups 1000 --claim DynamicSampling,GradientNormBound", "claims",
      "verify --groups 1000 --claim OneStepImprovement --details",
      "calibrate --groups 1000 --seeds 2 --claim RewardVariance,DynamicSampling",
    ])
  func `no line is wider than the terminal`(command: String) throws {
    let result = try Tool.run(command.split(separator: " ").map(String.init), columns: 80)
    #expect(result.status == 0, "\(result.errors)")
    let wide = result.output.split(separator: "\n").filter { $0.count > 80 }
    #expect(wide.isEmpty, "\(wide.joined(separator: "\n"))")
  }

  @Test func `the first screen says whether all is as expected`() throws {
    let result = try Tool.run(["verify", "--groups", "1000"], columns: 80)
    #expect(result.status == 0, "undecided is not wrong")
    let lines = result.output.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines[0].hasPrefix("Nothing unexpected: ") && lines.count <= 40)
    #expect(result.output.replacing("\n", with: " ").contains(" undecided (more groups decide"))
    for claim in Claim.catalogue {
      let own = lines.filter { $0.split(separator: " ").contains(claim.name[...]) }
      #expect(own.count == 1, "\(claim.name)")
    }
    #expect(lines.contains { $0.contains("redit claims") } && result.output.contains("--details"))
  }

  @Test func `wide tables have every number of a comparison in one line`() throws {
    let result = try Tool.run(
      ["verify", "--groups", "1000", "--claim", "RewardVariance", "--wide"], columns: 80)
    let rows = result.output.split(separator: "\n").filter { $0.contains("E S^2 (r = 0 0.2 1*2") }
    #expect(rows.count == 10 && rows.allSatisfy { $0.count > 80 && $0.contains("= 0.") })
  }

  /// The setting is in columns, and so is where to look.
  @Test func `the CSV has the setting and the sources in columns`() throws {
    let result = try Tool.run(
      "verify --groups 1000 --seed 7 --claim SilentGroups --format csv".split(separator: " ")
        .map(String.init))
    let table = try CSVTable(text: result.output, file: "v.csv")
    let jump = try #require(
      table.rows.first { try table.text("quantity", in: $0).hasPrefix("jump of E norm(g)^2 (five") }
    )
    let expected = [
      "policy": "five arms", "advantage": "standardized", "noise": "gaussian", "group_size": "4",
      "ddof": "0", "stabilizer": "0.0", "sigma": "1e-06", "groups": "1000", "seed": "7",
      "standing": "undecided", "law": "Sources/Analysis/Claims/SilentGroups.swift",
      "proof": "proofs/SilentGroups.md proofs/SilentGroups.v",
      "test": "Tests/ClaimTests/SilentGroupsTests.swift",
      "lesson": "notebooks-md/07-jump-at-zero.md",
    ]
    for (column, value) in expected {
      #expect(try table.text(column, in: jump) == value, "\(column)")
    }
  }

  @Test func `the claims are there for programs`() throws {
    let csv = try CSVTable(text: Tool.run(["claims", "--format", "csv"]).output, file: "c.csv")
    #expect(csv.rows.count == Claim.catalogue.count)
    let json = try Tool.run(["claims", "--format", "json"]).output
    let records = try JSONDecoder().decode([[String: String]].self, from: Data(json.utf8))
    for (record, claim) in zip(records, Claim.catalogue) {
      #expect(record["claim"] == claim.name && record["statement"] == claim.statement)
      #expect(record["law"] == ClaimSources(claim.name)?.law)
    }
    let pipes = try Tool.run(["claims", "--format", "markdown"]).output.split(separator: "\n")
    #expect(pipes.count == Claim.catalogue.count + 2 && pipes.allSatisfy { $0.hasPrefix("|") })
  }

  @Test func `details without a table are refused`() throws {
    let result = try Tool.run([
      "verify", "--details", "--format", "csv", "--claim", "RewardVariance",
    ])
    #expect(result.status == 64 && result.errors.contains("--details: no effect"))
  }

  /// A sentence never says of one variant that it holds and that it fails.
  @Test func `a variant has one verdict`() throws {
    let sampling = Sampling(groups: 1000, seed: 3, threads: 2)
    let judgement = try Judgement(Claim.all.flatMap { try $0.findings(sampling) })
    for claim in VerdictText.claims(judgement) {
      let own = judgement.findings.filter { $0.claim == claim.name }
      let names = VerdictText.variants(claim, judgement).map { variant in
        Set(own.map(\.variant)).filter { variant.names.contains($0) }
      }
      #expect(Set(own.map(\.variant)).allSatisfy { name in names.contains { $0.contains(name) } })
      for variant in Set(own.map(\.variant)) {
        let verdicts = Set(own.filter { $0.variant == variant }.map(\.expected))
        #expect(verdicts.count == 1, "\(claim.name), \(variant)")
      }
    }
  }
}
