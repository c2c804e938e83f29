import CQREncode

/// A QR code (ISO/IEC 18004) of a short text, with a quarter of it allowed to be unreadable (level Q at best, M where
/// the text is long).
package struct QRCode: Sendable, Equatable {
    /// The modules of one side, without the quiet zone.
    package let size: Int
    /// Row by row, true is dark: `size * size` values.
    package let modules: [Bool]

    /// The most bytes that a code is made of: beyond this a telephone's camera has a hard time.
    package static let maximumBytes = 600

    /// - Returns: nil for an empty text, one with NUL, or one longer than ``maximumBytes``.
    package init?(_ text: String) {
        guard (1...Self.maximumBytes).contains(text.utf8.count), !text.utf8.contains(0) else { return nil }
        let level = text.utf8.count <= 120 ? QR_ECLEVEL_Q : QR_ECLEVEL_M
        guard let code = QRcode_encodeString(text, 0, level, QR_MODE_8, 1) else { return nil }
        defer { QRcode_free(code) }
        size = Int(code.pointee.width)
        // The lowest bit says whether a module is dark; the others are the encoder's own.
        modules = (0..<(size * size)).map { code.pointee.data[$0] & 1 == 1 }
    }

    package subscript(row: Int, column: Int) -> Bool { modules[row * size + column] }
}
