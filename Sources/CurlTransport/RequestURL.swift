import CCurl
import Glibc
import Notifications

/// A request's URL as libcurl reads it: what is checked here is what is used.
struct RequestURL: ~Copyable {
    /// `CURLU`, good as long as this value.
    let handle: OpaquePointer
    let scheme: String
    /// In lower case, without brackets; a numeric address in its usual form.
    let host: String

    /// Throws `TransportError.insecure` for what is no `https` URL, nor `http` to a loopback host.
    init(_ text: String, allowsPlainHTTP: Bool) throws(TransportError) {
        guard let handle = curl_url() else { throw .notSent("no memory for a request") }
        let code = text.utf8.contains(0) ? CURLUE_MALFORMED_INPUT : curl_url_set(handle, CURLUPART_URL, text, 0)
        let scheme = code == CURLUE_OK ? Self.part(CURLUPART_SCHEME, of: handle) : nil
        let host = Self.part(CURLUPART_HOST, of: handle)?.lowercased().trimmingBrackets
        if let fault = Self.fault(scheme, host, allowsPlainHTTP) {
            curl_url_cleanup(handle)
            throw .insecure(fault)
        }
        self.handle = handle
        self.scheme = scheme ?? ""
        self.host = host ?? ""
    }

    deinit {
        curl_url_cleanup(handle)
    }

    var isLoopback: Bool { Self.isLoopback(host) }

    private static func fault(_ scheme: String?, _ host: String?, _ allowsPlainHTTP: Bool) -> String? {
        guard let scheme, let host, !host.isEmpty else { return "the address is no absolute URL" }
        if scheme == "https" || (scheme == "http" && (allowsPlainHTTP || isLoopback(host))) { return nil }
        return "\(scheme) to \(host) is refused: only https, or http to a loopback host"
    }

    /// `localhost`, which libcurl itself never asks a name server for, 127.0.0.0/8 and ::1.
    private static func isLoopback(_ host: String) -> Bool {
        if host == "localhost" { return true }
        var four = in_addr()
        if inet_pton(AF_INET, host, &four) == 1 { return UInt32(bigEndian: four.s_addr) >> 24 == 127 }
        var six = in6_addr()
        guard inet_pton(AF_INET6, host, &six) == 1 else { return false }
        return withUnsafeBytes(of: six) { $0.dropLast().allSatisfy { $0 == 0 } && $0.last == 1 }
    }

    private static func part(_ part: CURLUPart, of handle: OpaquePointer) -> String? {
        var text: UnsafeMutablePointer<CChar>?
        guard curl_url_get(handle, part, &text, 0) == CURLUE_OK, let text else { return nil }
        defer { curl_free(text) }
        return String(cString: text)
    }
}

extension String {
    fileprivate var trimmingBrackets: String {
        hasPrefix("[") && hasSuffix("]") ? String(dropFirst().dropLast()) : self
    }
}
