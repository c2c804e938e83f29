import Foundation

/// An IP address or a network of them, such as `198.51.100.0/24`.
struct AddressRange: Sendable, Equatable {
    private let bytes: [UInt8]
    private let prefix: Int

    /// - Returns: nil for what is neither.
    init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let bytes = Self.bytes(String(parts[0])) else { return nil }
        let most = bytes.count * 8
        guard parts.count == 1 || Int(parts[1]).map({ (0...most).contains($0) }) == true else { return nil }
        self.bytes = bytes
        prefix = parts.count == 1 ? most : Int(parts[1]) ?? most
    }

    func contains(_ address: String) -> Bool {
        guard let other = Self.bytes(address), other.count == bytes.count else { return false }
        for bit in 0..<prefix where (bytes[bit / 8] ^ other[bit / 8]) >> (7 - bit % 8) & 1 == 1 { return false }
        return true
    }

    /// The first 64 bits of an IPv6 address, which a provider gives to one customer; an IPv4 address whole.
    var network: String { bytes.prefix(8).map(String.init).joined(separator: ".") }

    /// An IPv4 address that came in by IPv6 is the IPv4 address.
    private static func bytes(_ text: String) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: 16)
        if inet_pton(AF_INET, text, &bytes) == 1 { return Array(bytes[..<4]) }
        guard inet_pton(AF_INET6, text, &bytes) == 1 else { return nil }
        let isMapped = bytes[0..<10].allSatisfy { $0 == 0 } && bytes[10] == 0xFF && bytes[11] == 0xFF
        return isMapped ? Array(bytes[12...]) : bytes
    }
}

/// Where a request came from.
enum ClientAddress {
    /// The peer's address; behind trusted proxies the nearest address that is not one of theirs.
    static func of(peer: String?, forwarded: String?, proxies: [AddressRange]) -> String? {
        guard let peer, proxies.contains(where: { $0.contains(peer) }) else { return peer }
        let hops = (forwarded ?? "").split(separator: ",").map { $0.filter { !$0.isWhitespace } }
        return hops.last { hop in !proxies.contains { $0.contains(hop) } } ?? peer
    }
}
