import Foundation
import Glibc
import TestSupport

/// OpenSSL's test server on a loopback port, with a fresh certificate for `localhost` that nobody knows. It answers a
/// request for any path with a page.
struct TLSServer {
    struct Fault: Error { let what: String }

    let port: Int
    let certificate: String

    static func run<R>(_ body: (TLSServer) async throws -> R) async throws -> R {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("tls-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let (key, certificate) = (
            folder.appendingPathComponent("key.pem").path, folder.appendingPathComponent("cert.pem").path
        )
        let status = try await Child([
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
            "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", certificate,
        ]).ended()
        guard status == 0 else { throw Fault(what: "openssl req ended with \(status)") }
        let port = try freePort()
        let server = try Child(["s_server", "-accept", "127.0.0.1:\(port)", "-www", "-key", key, "-cert", certificate])
        do {
            try await eventually("the TLS server listens") { isListening(port) }
            let answer = try await body(TLSServer(port: port, certificate: certificate))
            try await server.stop()
            return answer
        } catch {
            try? await server.stop()
            throw error
        }
    }

    /// A port that nobody has at the moment.
    private static func freePort() throws -> Int {
        try withSocket { socket, address, length in
            guard bind(socket, address, length) == 0, getsockname(socket, address, &length) == 0 else {
                throw Fault(what: "no free port")
            }
            return address.withMemoryRebound(to: sockaddr_in.self, capacity: 1) {
                Int(UInt16(bigEndian: $0.pointee.sin_port))
            }
        }
    }

    private static func isListening(_ port: Int) -> Bool {
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

/// A run of the openssl tool.
private struct Child {
    private let process = Process()
    private let end = TestSignal<Int32>("openssl ends")

    init(_ arguments: [String]) throws {
        process.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
        process.arguments = arguments
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        process.terminationHandler = { [end] in end.send($0.terminationStatus) }
        try process.run()
    }

    func ended() async throws -> Int32 { try await end.next() }

    func stop() async throws {
        // A child of a thread that blocks signals blocks them too: only this one is certain.
        kill(process.processIdentifier, SIGKILL)
        _ = try await ended()
    }
}
