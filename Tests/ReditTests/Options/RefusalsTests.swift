import Testing

@testable import redit

/// Which options were typed: an idle one that passes unseen is an option without effect.
struct RefusalsTests {
  private let typed = Refusals([
    "sweep", "--sigma", "0.1", "--seed=7", "--sigma=0.2", "--generator",
  ])

  @Test func `both ways to type an option are seen, longer names are not`() {
    #expect(typed.isTyped("--sigma") && typed.isTyped("--seed") && typed.isTyped("--generator"))
    #expect(!typed.isTyped("--see") && !typed.isTyped("--sig") && !typed.isTyped("--groups"))
  }

  @Test func `the value is that of the last time`() {
    #expect(typed.value(of: "--sigma") == "0.2" && typed.value(of: "--seed") == "7")
    #expect(typed.value(of: "--generator") == nil && typed.value(of: "--groups") == nil)
    #expect(Refusals(["--sigma=0.2", "--sigma", "0.1"]).value(of: "--sigma") == "0.1")
  }

  @Test func `the first idle option is named, one that acts or is not there passes`() throws {
    let error = #expect(throws: UsageError.self) {
      try typed.refuse("--groups", "--seed", "--sigma", because: "nothing is drawn")
    }
    #expect(error?.description == "--seed: no effect, nothing is drawn")
    try typed.refuse("--seed", when: false, because: "nothing is drawn")
    try typed.refuse("--groups", because: "nothing is drawn")
  }

  @Test(arguments: ["--seed", "--generator", "--method", "--precision", "--precision-of"])
  func `all of a simulation is refused where there is none`(option: String) {
    let error = #expect(throws: UsageError.self) {
      try Refusals(["exact", option, "1"]).refuseSimulation(because: "exact")
    }
    #expect(error?.description.hasPrefix(option + ":") == true)
  }
}
