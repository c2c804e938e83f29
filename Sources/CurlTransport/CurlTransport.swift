import CCurl
import NIOConcurrencyHelpers
package import Notifications
import ThreadExecutor

/// HTTP by libcurl: one thread drives all transfers, connections are kept and shared, HTTP/2 where the server has it.
///
/// A cancelled task gives its request up. One transport serves a whole process; hundreds of requests may be on
/// their way at once.
package actor CurlTransport: ProviderTransport {
    private let configuration: CurlConfiguration
    private let executor: ThreadExecutor
    private let multi: UnsafeMutableRawPointer?
    /// How many transfers are on their way, for the thread to know without asking the actor.
    private let activity = NIOLockedValueBox(0)
    private var transfers: [UInt64: Transfer] = [:]
    /// Handles of ended transfers, ready for the next ones.
    private var spare: [UnsafeMutableRawPointer] = []
    private var lastNumber: UInt64 = 0

    package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    package init(_ configuration: CurlConfiguration = CurlConfiguration()) {
        CurlLibrary.start()
        self.configuration = configuration
        executor = ThreadExecutor(name: "curl")
        multi = curl_multi_init()
        campanello_set_multi(multi, CURLMOPT_MAX_HOST_CONNECTIONS, configuration.connectionsPerHost)
        campanello_set_multi(multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, configuration.connections)
        campanello_set_multi(multi, CURLMOPT_MAXCONNECTS, configuration.connections)
        executor.setIdleHook { [weak self, activity] wakeDescriptor in
            // Without transfers the thread holds nothing that would keep the transport alive.
            guard activity.withLockedValue({ $0 > 0 }), let self else { return Wake.wait(wakeDescriptor) }
            self.assumeIsolated { $0.turn(wakeDescriptor) }
        }
    }

    isolated deinit {
        for easy in spare { curl_easy_cleanup(easy) }
        curl_multi_cleanup(multi)
    }

    package func send(_ request: ProviderRequest) async throws(TransportError) -> ProviderResponse {
        lastNumber += 1
        let number = lastNumber
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { start(request, number, $0) }
        } onCancel: {
            Task { await self.cancel(number) }
        }
        return try result.get()
    }

    private func start(_ request: ProviderRequest, _ number: UInt64, _ continuation: Transfer.Continuation) {
        guard !Task.isCancelled else { return continuation.resume(returning: .failure(.cancelled)) }
        do throws(TransportError) {
            let url = try RequestURL(request.url, allowsPlainHTTP: configuration.allowsPlainHTTP)
            let headers = try HeaderList(request)
            guard let easy = spare.popLast() ?? curl_easy_init() else { throw .notSent("no memory for a request") }
            let transfer = Transfer(
                number: number, easy: easy, request: request, url: url, headerList: headers,
                responseLimit: configuration.responseLimit, continuation: continuation)
            Easy.prepare(transfer, request, configuration)
            transfers[number] = transfer
            activity.withLockedValue { $0 += 1 }
            let code = curl_multi_add_handle(multi, easy)
            if code != CURLM_OK { end(transfer)?.finish(.failure(.notSent("a request could not be started"))) }
        } catch {
            continuation.resume(returning: .failure(error))
        }
    }

    private func cancel(_ number: UInt64) {
        guard let transfer = transfers[number] else { return }
        end(transfer)?.finish(.failure(.cancelled))
    }

    /// Works on whatever is ready, then waits until something is: a socket, a time limit or a job for the actor.
    private func turn(_ wakeDescriptor: Int32) {
        var running: Int32 = 0
        curl_multi_perform(multi, &running)
        var code = CURLE_OK
        while let easy = campanello_next_finished(multi, &code) {
            guard let context = campanello_get_context(easy) else { continue }
            let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
            // While the handle still knows what it has written.
            let result = transfer.result(of: code)
            end(transfer)?.finish(result)
        }
        guard !transfers.isEmpty else { return }
        var wake = curl_waitfd(fd: wakeDescriptor, events: Int16(CURL_WAIT_POLLIN), revents: 0)
        curl_multi_poll(multi, &wake, 1, 60_000, nil)
    }

    /// Takes the transfer out of libcurl's hands. Its handle is used again.
    private func end(_ transfer: Transfer) -> Transfer? {
        guard let known = transfers.removeValue(forKey: transfer.number) else { return nil }
        activity.withLockedValue { $0 -= 1 }
        curl_multi_remove_handle(multi, known.easy)
        curl_easy_reset(known.easy)
        if spare.count < configuration.connections { spare.append(known.easy) } else { curl_easy_cleanup(known.easy) }
        return known
    }
}
