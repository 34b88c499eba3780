import Platform
import Synchronization
import Testing

struct MonitorTests {
  @Test func `its thread may take it again`() {
    let monitor = Monitor()
    #expect(monitor.withLock { monitor.withLock { 7 } } == 7)
  }

  @Test func `nobody else gets in between`() {
    let monitor = Monitor()
    let count = Counter()
    let done = Atomic(0)
    for _ in 0..<4 {
      DetachedThread.start {
        // Without the lock, some of these would be lost.
        for _ in 0..<10_000 { monitor.withLock { count.value += 1 } }
        done.add(1, ordering: .releasing)
      }
    }
    while done.load(ordering: .acquiring) < 4 { usleep(100) }
    #expect(count.value == 40_000)
  }

  @Test func `who waits is woken, or waits in vain`() {
    let monitor = Monitor()
    monitor.lock()
    DetachedThread.start { monitor.withLock { monitor.wakeAll() } }
    #expect(monitor.wait(until: Date().timeIntervalSince1970 + 600))
    let start = Date()
    #expect(!monitor.wait(until: start.timeIntervalSince1970 + 0.05))
    #expect(Date().timeIntervalSince(start) > 0.04)
    monitor.unlock()
  }
}

private final class Counter: @unchecked Sendable {
  var value = 0
}
