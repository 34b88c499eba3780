import Testing

@Test func `switches over enumerations of ours name every case`() throws {
  let house = try House()
  var found: [String: Int] = [:]
  for module in SwitchRule.modules {
    for file in house.swiftFiles(under: "Sources/" + module) {
      let count = SwitchRule.defaults(in: file.text)
      if count > 0 { found[file.path] = count }
    }
  }
  #expect(found == SwitchRule.allowed.mapValues(\.count))
}

@Test func `the switch rule counts labels, not arguments or comments`() {
  let source = """
    switch kind {
    case .mean: counts[kind, default: 0] += 1
    // default: nothing
    default: break
      @unknown default: "new"
    }
    """
  #expect(SwitchRule.defaults(in: source) == 2)
}
