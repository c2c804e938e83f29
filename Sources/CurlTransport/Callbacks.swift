import CCurl

/// What libcurl calls while it works on a transfer: always on the transport's thread, with the transfer as context.
enum Callbacks {
    static let body: campanello_data_function = { bytes, size, count, context in
        let data = UnsafeRawBufferPointer(start: bytes, count: size * count)
        // Taking less than was given ends the transfer.
        return transfer(context)?.receiveBody(data) == true ? data.count : 0
    }

    static let header: campanello_data_function = { bytes, size, count, context in
        let line = UnsafeRawBufferPointer(start: bytes, count: size * count)
        return transfer(context)?.receiveHeader(line) == true ? line.count : 0
    }

    static let beforeRequest: curl_prereq_callback = { context, _, _, _, _ in
        transfer(context)?.mayWrite() == true ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT
    }

    private static func transfer(_ context: UnsafeMutableRawPointer?) -> Transfer? {
        context.map { Unmanaged<Transfer>.fromOpaque($0).takeUnretainedValue() }
    }
}
