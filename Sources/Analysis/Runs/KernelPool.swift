import Synchronization

/// The kernels of a run that wait for their next chunk: their tables are made once per thread, not once
/// per chunk.
final class KernelPool: Sendable {
  /// A kernel is out of the pool while it works, so that no two threads share one.
  private struct Waiting: @unchecked Sendable {
    var kernels: [Lent] = []
  }

  /// A kernel is large: it stays where it is.
  private final class Lent {
    var kernel: SimulationKernel

    init(_ kernel: SimulationKernel) { self.kernel = kernel }
  }

  private let waiting = Mutex(Waiting())
  private let plan: Simulation
  private let prompt: Int

  init(_ plan: Simulation, prompt: Int) {
    self.plan = plan
    self.prompt = prompt
  }

  /// Lends a kernel that has forgotten its chunks.
  func withKernel(
    _ body: (inout SimulationKernel) throws -> Void
  ) throws -> [MomentAccumulator] {
    let idle = waiting.withLock { state in
      Waiting(kernels: state.kernels.popLast().map { [$0] } ?? [])
    }
    // Outside the lock, or the threads would make their first tables one after another.
    let lent = try idle.kernels.first ?? Lent(SimulationKernel(plan, prompt: prompt))
    lent.kernel.restart()
    try body(&lent.kernel)
    let found = lent.kernel.accumulators
    let returned = Waiting(kernels: [lent])
    waiting.withLock { $0.kernels += returned.kernels }
    return found
  }
}
