import Foundation
import TestSupport

/// OpenSSL's test server on a loopback port, with a fresh certificate for `localhost` that nobody knows. It answers a
/// request for any path with a page.
struct TLSServer {
    struct Fault: Error { let what: String }

    private static let openssl = "/usr/bin/openssl"

    let port: Int
    let certificate: String

    static func run<R>(_ body: (TLSServer) async throws -> R) async throws -> R {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("tls-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let (key, certificate) = (
            folder.appendingPathComponent("key.pem").path, folder.appendingPathComponent("cert.pem").path
        )
        let status = try await ToolRun(
            openssl,
            [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out",
                certificate,
            ]
        ).ended()
        guard status == 0 else { throw Fault(what: "openssl req ended with \(status)") }
        let port = try LoopbackPort.free()
        let server = try ToolRun(
            openssl, ["s_server", "-accept", "127.0.0.1:\(port)", "-www", "-key", key, "-cert", certificate])
        do {
            try await eventually("the TLS server listens") { LoopbackPort.isListening(port) }
            let answer = try await body(TLSServer(port: port, certificate: certificate))
            try await server.kill()
            return answer
        } catch {
            try? await server.kill()
            throw error
        }
    }
}
