import CCurl

/// libcurl itself, which must be started once in a process before its first use.
enum CurlLibrary {
    private static let code = curl_global_init(Int(CURL_GLOBAL_SSL))

    static func start() {
        // The first use evaluates it, once. A failure shows in every later call, as a handle that cannot be made.
        _ = code
    }
}
