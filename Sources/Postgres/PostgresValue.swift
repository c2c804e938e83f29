package import Foundation

/// A parameter of a statement, always bound and never part of the SQL text.
///
/// Values travel in text format without a declared type: the server infers the type from the statement, so `.int`
/// fits `integer` and `bigint` alike. Where nothing tells the type, the SQL casts: `$1::bigint[]`. Bytes travel as they
/// are and fit `bytea` alone.
///
/// Arrays are there for batches: `INSERT … SELECT … FROM unnest($1::bigint[], $2::text[])`.
package enum PostgresValue: Sendable, Equatable {
    case null
    case bool(Bool)
    case int(Int64)
    case double(Double)
    /// Must not hold U+0000, which PostgreSQL cannot store: refused before it is sent.
    case text(String)
    case bytes([UInt8])
    case uuid(UUID)
    /// Kept to the microsecond. `Date.distantFuture` and `.distantPast` are `infinity` and `-infinity`.
    case timestamp(Date)
    /// A JSON document as text, for `json` and `jsonb`.
    case json(String)
    case intArray([Int64])
    case intOrNullArray([Int64?])
    case doubleArray([Double?])
    case textArray([String?])
    case boolArray([Bool?])
    case uuidArray([UUID])
    case timestampArray([Date?])
}
