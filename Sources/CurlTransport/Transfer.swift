import CCurl
import Notifications

/// One request on its way: what libcurl needs until it ends, and what has come in so far. It stays on the transport's
/// thread.
final class Transfer {
    typealias Continuation = CheckedContinuation<Result<ProviderResponse, TransportError>, Never>

    /// The status line and headers of an answer, in bytes.
    private static let headerLimit = 65_536

    let number: UInt64
    let easy: UnsafeMutableRawPointer
    let host: String
    private let url: RequestURL
    private let headerList: HeaderList
    private let method: String
    private let responseLimit: Int
    private let continuation: Continuation

    private var head = ResponseHead()
    private var body: [UInt8] = []
    private var isTooLarge = false
    private var attempts = 0

    init(
        number: UInt64, easy: UnsafeMutableRawPointer, request: ProviderRequest, url: consuming RequestURL,
        headerList: consuming HeaderList, responseLimit: Int, continuation: Continuation
    ) {
        self.number = number
        self.easy = easy
        host = url.host
        self.url = url
        self.headerList = headerList
        method = request.method
        self.responseLimit = responseLimit
        self.continuation = continuation
    }

    var urlHandle: OpaquePointer { url.handle }
    var headerPointer: UnsafeMutablePointer<curl_slist>? { headerList.pointer }
    var isLoopback: Bool { url.isLoopback }
    var isEncrypted: Bool { url.scheme == "https" }

    func finish(_ result: Result<ProviderResponse, TransportError>) {
        continuation.resume(returning: result)
    }

    /// What came of the transfer, which ended with `code`.
    func result(of code: CURLcode) -> Result<ProviderResponse, TransportError> {
        if isTooLarge { return .failure(.tooLarge) }
        guard code == CURLE_OK else { return .failure(failure(code)) }
        return .success(ProviderResponse(status: head.status, headers: head.fields, body: body))
    }

    /// Takes in a part of the body; `false` ends the transfer.
    func receiveBody(_ bytes: UnsafeRawBufferPointer) -> Bool {
        isTooLarge = body.count + bytes.count > responseLimit
        if !isTooLarge { body.append(contentsOf: bytes) }
        return !isTooLarge
    }

    /// Takes in one line of the head; `false` ends the transfer.
    func receiveHeader(_ line: UnsafeRawBufferPointer) -> Bool {
        head.receive(line)
        isTooLarge = head.size > Self.headerLimit
        return !isTooLarge
    }

    /// Called as a request is about to be written on a connection. Where libcurl found a kept connection closed, it
    /// comes here a second time, to write the request again on a new one. A server may have acted on the first, so a
    /// request that is not safe to repeat is given up, unless nothing of it was written. An HTTP/2 server may have said
    /// that it refused the request unread, but libcurl does not tell: in doubt as well, and rare.
    func mayWrite() -> Bool {
        attempts += 1
        return attempts == 1 || !hasWritten || Self.repeatable.contains(method)
    }

    private static let repeatable: Set<String> = ["GET", "HEAD", "PUT", "DELETE", "OPTIONS"]

    private var hasWritten: Bool { attempts > 0 && campanello_get_long(easy, CURLINFO_REQUEST_SIZE) > 0 }

    private func failure(_ code: CURLcode) -> TransportError {
        let text = "\(host): \(FailureText.of(code, easy))"
        return hasWritten ? .inDoubt(text) : .notSent(text)
    }
}
