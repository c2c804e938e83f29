import Contracts
import Listings

extension RawListing {
    /// A row as scrapers usually write it, in one pass; nil leaves everything else, right or wrong, to the decoder,
    /// which takes many times as long.
    static func read(_ bytes: ArraySlice<UInt8>) -> RawListing? {
        bytes.withUnsafeBufferPointer { bytes in
            var reader = JSONReader(bytes)
            guard let row = try? RawListing(&reader), (try? reader.end()) != nil else { return nil }
            return row
        }
    }

    private init(_ reader: inout JSONReader) throws(JSONReader.Unusual) {
        var fields = RawFields()
        var ignored: [String] = []
        try reader.members { reader, name throws(JSONReader.Unusual) in
            guard let field = ListingField(name: name) else {
                // Which of two equal names counts is the decoder's to say.
                guard let name = String(validating: name, as: UTF8.self), !ignored.contains(name), ignored.count < 50
                else { throw JSONReader.Unusual() }
                ignored.append(name)
                return try reader.skip()
            }
            guard fields[field] == nil else { throw JSONReader.Unusual() }
            fields[field] = try RawValue(&reader)
        }
        self.init(fields: fields, ignoredFields: ignored.sorted())
    }
}

extension RawValue {
    fileprivate init(_ reader: inout JSONReader) throws(JSONReader.Unusual) {
        switch try reader.kind() {
        case .string: self = .text(try reader.string())
        case .number: self = .number(try reader.number())
        case .flag: self = .bool(try reader.flag())
        case .array:
            self = .list(
                try reader.array { reader throws(JSONReader.Unusual) in try RawValue(&reader) })
        case .null:
            try reader.skip()
            self = .null
        case .object: throw JSONReader.Unusual()
        }
    }
}
