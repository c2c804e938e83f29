import Foundation
import Hummingbird
import Listings
import Logging
import Messaging
import Persistence

/// What scrapers send: `POST /api/v1/listings`, `DELETE /api/v1/listings/{source}/{external_id}`, and the sweep.
struct IngestController: Sendable {
    private struct Removed: Encodable {
        let success: Bool
        /// False: it was gone already.
        let removed: Bool
    }

    private struct Swept: Encodable {
        let success: Bool
        let removed: Int
    }

    let listings: ListingStore
    let maximumAge: Duration
    let gate: IngestGate
    private let figures = IngestFigures()

    func ingest(_ request: Request, _ context: GatewayContext) async throws -> Response {
        var query = QueryReader(request)
        var options = IngestOptions()
        options.announces = query.boolean("announce") ?? true
        options.isDryRun = query.boolean("dry_run") ?? false
        options.maximumAge = maximumAge
        options.traceparent = TraceParent.current?.description
        try query.finish()
        let answer = try await gate.run { [options] in try await run(request, options, context.logger) }
        context.logger.info(
            "ingest",
            metadata: [
                "received": .stringConvertible(answer.received), "created": .stringConvertible(answer.created),
                "updated": .stringConvertible(answer.updated), "rejected": .stringConvertible(answer.rejected),
            ])
        return try JSONAnswer.response(answer)
    }

    private func run(
        _ request: Request, _ options: IngestOptions, _ logger: Logger
    ) async throws -> IngestAnswer {
        let parsing = IngestParsing(try await IngestBody(request))
        var answer = parsing.answer
        do {
            let result = try await listings.ingest(parsing.rows, options)
            answer.add(result)
            if !options.isDryRun {
                figures.ingested(parsing.rows, result, rejected: answer.rejected)
                for change in result.changes { change.tell(logger) }
            }
        } catch ListingStoreError.busy {
            throw Problem.unavailable("Other ingests are writing the same rows; repeat the request.")
        }
        return answer
    }

    func remove(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let source = try context.pathText("id")
        let externalID = try context.pathText("external_id")
        guard let canonical = Source.canonical(source),
            let wasListed = try await listings.remove(source: canonical, externalID: externalID)
        else { throw Problem.notFound("There is no listing of this source with this id.") }
        if wasListed { figures.removed(1, of: canonical) }
        return try JSONAnswer.response(Removed(success: true, removed: wasListed))
    }

    func sweep(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let sweep = try Sweep(try await request.object(), now: Date())
        let removed = try await listings.sweep(
            source: sweep.source, cityKey: sweep.cityKey, seenSince: sweep.seenSince)
        figures.removed(removed, of: sweep.source)
        return try JSONAnswer.response(Swept(success: true, removed: removed))
    }
}
