/// The parameters of one statement in one buffer of C strings, as libpq takes them.
struct ParameterList {
    private var bytes: [UInt8] = []
    /// Where each value begins; -1 for null.
    private var starts: [Int] = []

    var count: Int32 { Int32(starts.count) }

    /// Throws `PostgresError` of kind `encoding`, naming the parameter's number.
    init(_ values: [PostgresValue]) throws(PostgresError) {
        starts.reserveCapacity(values.count)
        for (index, value) in values.enumerated() {
            let start = bytes.count
            do {
                let hasText = try ValueText.write(value, to: &bytes)
                starts.append(hasText ? start : -1)
                bytes.append(0)
            } catch {
                throw PostgresError(error.kind, "parameter $\(index + 1): \(error.message)")
            }
        }
    }

    /// The pointers are good until `body` returns.
    func withPointers<R>(_ body: (UnsafePointer<UnsafePointer<CChar>?>?) -> R) -> R {
        bytes.withUnsafeBytes { raw in
            let base = raw.baseAddress?.assumingMemoryBound(to: CChar.self)
            let pointers = starts.map { start in start < 0 ? nil : base.map { $0 + start } }
            return pointers.withUnsafeBufferPointer { body($0.baseAddress) }
        }
    }
}
