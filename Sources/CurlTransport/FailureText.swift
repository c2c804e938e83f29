import CCurl
import Glibc

/// libcurl's own words for a code, which hold nothing of the request. Its longer ones may quote the URL.
enum FailureText {
    static func of(_ code: CURLcode, _ easy: UnsafeMutableRawPointer) -> String {
        if code == CURLE_ABORTED_BY_CALLBACK { return "the connection was closed before an answer came" }
        let words = curl_easy_strerror(code).map { String(cString: $0) } ?? "error \(code.rawValue)"
        let number = campanello_get_long(easy, CURLINFO_OS_ERRNO)
        guard number != 0, let cause = strerror(Int32(truncatingIfNeeded: number)) else { return words }
        return "\(words) (\(String(cString: cause)))"
    }
}
