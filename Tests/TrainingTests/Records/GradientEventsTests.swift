import GSL
import RealModule
import Testing

@testable import Training

struct GradientEventsTests {
  /// Eight norms 1...8 have the median 4.5: 45 is no explosion, 46 is one, and 1e-7 vanishes.
  @Test func `events by hand`() {
    var events = GradientEvents()
    for norm in 1...8 { events.note(norm: Double(norm)) }
    #expect(events.median == 4.5)
    #expect(events.vanishing == 0 && events.exploding == 0)
    events.note(norm: 45)
    #expect(events.exploding == 0 && events.median == 5)
    events.note(norm: 51)
    #expect(events.exploding == 1)
    events.note(norm: 1e-7)
    #expect(events.vanishing == 1)
    events.clearCounts()
    #expect(events.vanishing == 0 && events.exploding == 0 && events.median != nil)
  }

  @Test func `few norms have no median, and old ones are forgotten`() {
    var events = GradientEvents()
    for _ in 0..<7 { events.note(norm: 1e9) }
    #expect(events.median == nil)
    for _ in 0..<64 { events.note(norm: 2) }
    #expect(events.median == 2)
  }

  /// Norms over six powers of ten, some alike and some at the very limit, one that is no number: events
  /// are those that the sorted median tells. 2,000 norms, seed 3; about one in three explodes.
  @Test func `what explodes is told as by the median`() {
    var random = RandomStream(seed: 3)
    var events = GradientEvents()
    var (count, expected) = (0, 0)
    for index in 0..<2000 {
      var norm = Double.exp(14 * random.uniform())
      if index % 5 == 0 { norm = Double(1 + random.index(below: 3)) }
      if index % 7 == 0, let median = events.median { norm = 10 * median }
      if index == 1000 { norm = .nan }
      if let median = events.median, norm > 10 * median { expected += 1 }
      events.note(norm: norm)
      count += 1
      #expect(events.exploding == expected, "norm \(count)")
    }
    #expect(expected > 200)
  }
}
