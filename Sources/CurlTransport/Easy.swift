import CCurl
import Notifications

/// Sets libcurl's easy handle up for one transfer.
enum Easy {
    static func prepare(_ transfer: Transfer, _ request: ProviderRequest, _ configuration: CurlConfiguration) {
        let easy = transfer.easy
        let context = Unmanaged.passUnretained(transfer).toOpaque()
        campanello_set_functions(
            easy, context, Callbacks.body, Callbacks.header, Callbacks.beforeRequest)
        campanello_set_pointer(easy, CURLOPT_CURLU, UnsafeMutableRawPointer(transfer.urlHandle))
        campanello_set_pointer(easy, CURLOPT_HTTPHEADER, transfer.headerPointer)
        campanello_set_string(easy, CURLOPT_USERAGENT, configuration.userAgent)
        setMethod(easy, request)
        setLimits(easy, request)
        setTrust(transfer, configuration)
    }

    /// A method that usually has a body gets one of length zero, since some servers insist on its length.
    private static func setMethod(_ easy: UnsafeMutableRawPointer, _ request: ProviderRequest) {
        if let body = request.body ?? (["POST", "PUT", "PATCH"].contains(request.method) ? [] : nil) {
            _ = body.withUnsafeBytes { campanello_set_body(easy, $0.baseAddress, curl_off_t($0.count)) }
        } else if request.method == "HEAD" {
            campanello_set_long(easy, CURLOPT_NOBODY, 1)
        }
        campanello_set_string(easy, CURLOPT_CUSTOMREQUEST, request.method)
    }

    private static func setLimits(_ easy: UnsafeMutableRawPointer, _ request: ProviderRequest) {
        campanello_set_long(easy, CURLOPT_NOSIGNAL, 1)
        campanello_set_long(easy, CURLOPT_TIMEOUT_MS, request.timeout.milliseconds)
        campanello_set_long(easy, CURLOPT_CONNECTTIMEOUT_MS, request.connectTimeout.milliseconds)
        campanello_set_long(easy, CURLOPT_FOLLOWLOCATION, 0)
        campanello_set_long(easy, CURLOPT_TCP_KEEPALIVE, 1)
        // Kept connections are replaced before a server would close them, idle ones after a minute or so, busy ones
        // after some thousand requests: a request written into a closing connection is in doubt.
        campanello_set_long(easy, CURLOPT_MAXAGE_CONN, 30)
        campanello_set_long(easy, CURLOPT_MAXLIFETIME_CONN, 30)
    }

    private static func setTrust(_ transfer: Transfer, _ configuration: CurlConfiguration) {
        let easy = transfer.easy
        campanello_set_string(easy, CURLOPT_PROTOCOLS_STR, "http,https")
        campanello_set_long(easy, CURLOPT_SSL_VERIFYPEER, 1)
        campanello_set_long(easy, CURLOPT_SSL_VERIFYHOST, 2)
        campanello_set_long(easy, CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_2TLS))
        if let file = configuration.trustedCertificates { campanello_set_string(easy, CURLOPT_CAINFO, file) }
        if transfer.isLoopback { campanello_set_string(easy, CURLOPT_PROXY, "") }
        // Rather share an HTTP/2 connection that is being made than make another one.
        if transfer.isEncrypted { campanello_set_long(easy, CURLOPT_PIPEWAIT, 1) }
    }
}

extension Duration {
    /// Whole milliseconds, at least one: zero would be no limit.
    fileprivate var milliseconds: Int {
        let (seconds, attoseconds) = components
        return max(1, Int(seconds * 1000 + attoseconds / 1_000_000_000_000_000))
    }
}
