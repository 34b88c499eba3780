/// A lock that its thread may take again, and on which threads can wait for each other.
public final class Monitor: @unchecked Sendable {
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

  /// A lock that nobody holds.
  public init() {
    var kind = pthread_mutexattr_t()
    pthread_mutexattr_init(&kind)
    pthread_mutexattr_settype(&kind, Int32(PTHREAD_MUTEX_RECURSIVE))
    pthread_mutex_init(mutex, &kind)
    pthread_mutexattr_destroy(&kind)
    pthread_cond_init(condition, nil)
  }

  /// Takes the lock, and waits until nobody else has it.
  public func lock() { pthread_mutex_lock(mutex) }

  /// Gives the lock back.
  public func unlock() { pthread_mutex_unlock(mutex) }

  /// Does something with the lock held.
  public func withLock<T>(_ body: () throws -> T) rethrows -> T {
    lock()
    defer { unlock() }
    return try body()
  }

  /// Gives the lock, held once, back until ``wakeAll()`` or until `seconds` since 1970; whether it
  /// was woken, not timed out.
  public func wait(until seconds: Double) -> Bool {
    let whole = seconds.rounded(.down)
    var end = timespec(tv_sec: Int(whole), tv_nsec: Int((seconds - whole) * 1e9))
    return pthread_cond_timedwait(condition, mutex, &end) == 0
  }

  /// Wakes all who wait.
  public func wakeAll() { pthread_cond_broadcast(condition) }

  deinit {
    pthread_cond_destroy(condition)
    pthread_mutex_destroy(mutex)
    condition.deallocate()
    mutex.deallocate()
  }
}
