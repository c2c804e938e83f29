import Glibc

/// Starts a detached thread that runs `body` and ends with it.
func startThread(name: String, body: @escaping @Sendable () -> Void) -> pthread_t {
    final class Start {
        let name: String
        let body: @Sendable () -> Void
        init(name: String, body: @escaping @Sendable () -> Void) {
            self.name = name
            self.body = body
        }
    }
    var thread = pthread_t()
    let start = Unmanaged.passRetained(Start(name: String(name.utf8.prefix(15)) ?? "", body: body))
    let result = pthread_create(
        &thread, nil,
        { argument in
            guard let argument else { return nil }
            let start = Unmanaged<Start>.fromOpaque(argument).takeRetainedValue()
            nameThisThread(start.name)
            start.body()
            return nil
        }, start.toOpaque())
    precondition(result == 0, "no thread can be started (error \(result))")
    pthread_detach(thread)
    return thread
}

/// Names the calling thread for `top` and debuggers. `pthread_setname_np` is a GNU extension that the Glibc module
/// does not show; the kernel takes the name through its own file as well.
private func nameThisThread(_ name: String) {
    let descriptor = open("/proc/thread-self/comm", O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    var bytes = Array(name.utf8)
    _ = write(descriptor, &bytes, bytes.count)
    close(descriptor)
}
