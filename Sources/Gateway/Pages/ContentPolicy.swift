import Crypto
import Foundation

/// The Content-Security-Policy of a page: no script at all, no form, no frame, its own style by digest, and
/// pictures from wherever the portals keep them.
enum ContentPolicy {
    static func value(style: String) -> String {
        let digest = Data(SHA256.hash(data: Data(style.utf8))).base64EncodedString()
        return "default-src 'none'; style-src 'sha256-\(digest)'; img-src https:; base-uri 'none'; "
            + "form-action 'none'; frame-ancestors 'none'"
    }
}
