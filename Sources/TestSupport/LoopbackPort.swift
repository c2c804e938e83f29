import Glibc

/// Ports on 127.0.0.1, for programs that a test starts.
package enum LoopbackPort {
    package struct NoneFree: Error {}

    /// A port that nobody has at the moment.
    package static func free() throws -> Int {
        try withSocket { socket, address, length in
            guard bind(socket, address, length) == 0, getsockname(socket, address, &length) == 0 else {
                throw NoneFree()
            }
            return address.withMemoryRebound(to: sockaddr_in.self, capacity: 1) {
                Int(UInt16(bigEndian: $0.pointee.sin_port))
            }
        }
    }

    /// Whether somebody takes connections there.
    package static func isListening(_ port: Int) -> Bool {
        withSocket { socket, address, length in
            address.withMemoryRebound(to: sockaddr_in.self, capacity: 1) {
                $0.pointee.sin_port = UInt16(port).bigEndian
            }
            return connect(socket, address, length) == 0
        }
    }

    private static func withSocket<R>(
        _ body: (Int32, UnsafeMutablePointer<sockaddr>, inout socklen_t) throws -> R
    ) rethrows -> R {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        return try withUnsafeMutablePointer(to: &address) {
            try $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { try body(descriptor, $0, &length) }
        }
    }
}
