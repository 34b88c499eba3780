/// A thread that nobody waits for.
public enum DetachedThread {
  /// Runs `body` on a thread of its own; nothing happens where the system has no more threads.
  public static func start(_ body: @escaping @Sendable () -> Void) {
    let box = Unmanaged.passRetained(Body(run: body))
    #if canImport(Darwin)
      var thread: pthread_t?
    #else
      var thread = pthread_t()
    #endif
    let failure = pthread_create(
      &thread, nil,
      { argument in
        #if canImport(Darwin)
          let body = Unmanaged<Body>.fromOpaque(argument).takeRetainedValue()
        #else
          let body = Unmanaged<Body>.fromOpaque(argument!).takeRetainedValue()
        #endif
        body.run()
        return nil
      }, box.toOpaque())
    guard failure == 0 else { return box.release() }
    #if canImport(Darwin)
      if let thread { pthread_detach(thread) }
    #else
      pthread_detach(thread)
    #endif
  }

  private final class Body {
    let run: @Sendable () -> Void
    init(run: @escaping @Sendable () -> Void) { self.run = run }
  }
}
