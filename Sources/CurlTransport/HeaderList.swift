import CCurl
import Notifications

/// The headers of a request as libcurl's list.
struct HeaderList: ~Copyable {
    let pointer: UnsafeMutablePointer<curl_slist>?

    /// Throws `TransportError.notSent` where a name or a value holds what would end its line: it names the header,
    /// never its value.
    init(_ request: ProviderRequest) throws(TransportError) {
        var lines: [String] = []
        for (name, value) in request.headers {
            guard !name.isEmpty, name.utf8.allSatisfy({ $0 > 32 && $0 < 127 && $0 != UInt8(ascii: ":") }) else {
                throw .notSent("a header's name holds a character that is not allowed")
            }
            guard !value.utf8.contains(where: { $0 == 13 || $0 == 10 || $0 == 0 }) else {
                throw .notSent("the header \(name) holds a line break or a zero byte")
            }
            // libcurl's form for a header without a value; "Name:" would remove it.
            lines.append(value.isEmpty ? "\(name);" : "\(name): \(value)")
        }
        pointer = (lines + Self.unwanted(request)).reduce(nil) { curl_slist_append($0, $1) }
    }

    deinit {
        curl_slist_free_all(pointer)
    }

    /// What libcurl would add by itself: a round trip before a large body, and a type that was not asked for.
    private static func unwanted(_ request: ProviderRequest) -> [String] {
        let hasType = request.headers.contains { $0.name.lowercased() == "content-type" }
        return hasType ? ["Expect:"] : ["Expect:", "Content-Type:"]
    }
}
