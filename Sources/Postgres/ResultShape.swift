import CPostgreSQL
import Glibc

/// The names and types of a result's columns: the same for every run of a statement, so they are made once.
struct ResultShape: Sendable {
    let names: [String]
    let columns: [String: Int]
    let types: [UInt32]

    init(_ result: OpaquePointer) {
        let count = PQnfields(result)
        names = (0..<count).map { PQfname(result, $0).map { String(cString: $0) } ?? "" }
        columns = Dictionary(zip(names, 0...), uniquingKeysWith: { first, _ in first })
        types = (0..<count).map { PQftype(result, $0) }
    }

    /// Whether `result` has these columns: tables may have changed since.
    func fits(_ result: OpaquePointer) -> Bool {
        guard Int(PQnfields(result)) == names.count else { return false }
        return names.indices.allSatisfy { index in
            guard PQftype(result, Int32(index)) == types[index], let name = PQfname(result, Int32(index)) else {
                return false
            }
            return strcmp(name, names[index]) == 0
        }
    }
}
