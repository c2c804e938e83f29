import Crypto
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// The style and the script of the pages, under `/static`. Nothing else is served there.
struct StaticFiles: Sendable {
    private struct File: Sendable {
        let type: String
        let body: ByteBuffer
        let tag: String
    }

    private let files: [String: File]

    /// - Throws: ``MissingTemplate`` when the installation is not whole.
    init(bundle: Bundle = .module) throws {
        var files: [String: File] = [:]
        for (name, kind, type) in [("account", "css", "text/css"), ("account", "js", "text/javascript")] {
            guard let url = bundle.url(forResource: name, withExtension: kind, subdirectory: "Templates/account") else {
                throw MissingTemplate(name: "\(name).\(kind)")
            }
            let data = try Data(contentsOf: url)
            let digest = SHA256.hash(data: data).prefix(8).map { String(format: "%02x", $0) }.joined()
            files["\(name).\(kind)"] = File(
                type: "\(type); charset=utf-8", body: ByteBuffer(bytes: data), tag: "\"\(digest)\"")
        }
        self.files = files
    }

    func show(_ request: Request, _ context: GatewayContext) throws -> Response {
        guard let file = files[try context.pathText("file")] else {
            throw Problem.notFound("There is nothing at this address.")
        }
        let headers: HTTPFields = [.contentType: file.type, .cacheControl: "public, max-age=300", .eTag: file.tag]
        if request.headers[.ifNoneMatch] == file.tag { return Response(status: .notModified, headers: headers) }
        return Response(status: .ok, headers: headers, body: .init(byteBuffer: file.body))
    }
}
