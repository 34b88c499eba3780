import GSL
import Testing

@Suite struct GSLErrorTests {
  @Test func `a domain error is thrown, with the call as evidence`() {
    #expect {
      try SpecialFunctions.hypergeometric1F1(0.5, -1, 2)
    } throws: { error in
      "\(error)" == "gsl_sf_hyperg_1F1_e(a: 0.5, b: -1.0, x: 2.0): input domain error (1)"
    }
  }

  @Test func `a process whose first call fails does not abort`() async {
    await #expect(processExitsWith: .success) {
      _ = try? SpecialFunctions.gamma(-1)
      _ = try? RootFinding.brent(in: 1...2) { $0 }
      _ = try? AliasTable(weights: [-1])
      _ = try? SpecialFunctions.besselIScaled(order: -2, 1)
    }
  }

  @Test func `sixteen threads can fail at once`() async {
    let failures = await withTaskGroup(of: Bool.self) { group in
      for _ in 0..<16 {
        group.addTask { (try? SpecialFunctions.gamma(0)) == nil }
      }
      return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
    }
    #expect(failures == 16)
  }
}
