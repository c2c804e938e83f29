/// A listing as a notification tells it: its facts, and why and where it was found.
@dynamicMemberLookup
package struct AnnouncedListing: Decodable, Sendable, Equatable {
    /// One of the person's filters that found the listing.
    package struct FoundBy: Decodable, Sendable, Equatable {
        package var id: Int64
        package var name: String

        package init(id: Int64, name: String) {
            self.id = id
            self.name = name
        }

        private enum CodingKeys: String, CodingKey { case id, name }

        package init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            self.init(id: try container.whole(.id), name: try container.decode(String.self, forKey: .name))
        }

        func write(to writer: inout JSONWriter) {
            writer.object {
                $0.field("id", id)
                $0.field("name", name)
            }
        }
    }

    /// The same home at another portal.
    package struct AlsoAt: Decodable, Sendable, Equatable {
        package var source: String
        package var url: String

        package init(source: String, url: String) {
            self.source = source
            self.url = url
        }

        func write(to writer: inout JSONWriter) {
            writer.object {
                $0.field("source", source)
                $0.field("url", url)
            }
        }
    }

    /// In JSON these fields stand beside the ones below.
    package var facts: ListingFacts
    /// What the person was told before, when the price has dropped since.
    package var previousPrice: Double?
    /// Every filter of the person that found it.
    package var filters: [FoundBy]
    package var alsoAt: [AlsoAt]

    package init(facts: ListingFacts, previousPrice: Double? = nil, filters: [FoundBy] = [], alsoAt: [AlsoAt] = []) {
        self.facts = facts
        self.previousPrice = previousPrice
        self.filters = filters
        self.alsoAt = alsoAt
    }

    package subscript<Value>(dynamicMember fact: KeyPath<ListingFacts, Value>) -> Value { facts[keyPath: fact] }
}

extension AnnouncedListing {
    enum CodingKeys: String, CodingKey {
        case filters
        case previousPrice = "previous_price"
        case alsoAt = "also_at"
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            facts: try ListingFacts(from: decoder),
            previousPrice: try container.decodeIfPresent(Double.self, forKey: .previousPrice),
            filters: try container.decodeIfPresent([FoundBy].self, forKey: .filters) ?? [],
            alsoAt: try container.decodeIfPresent([AlsoAt].self, forKey: .alsoAt) ?? [])
    }

    func write(to writer: inout JSONWriter) {
        writer.object {
            facts.writeFields(to: &$0)
            $0.field("previous_price", previousPrice)
            $0.field("filters") { $0.array(filters) { $1.write(to: &$0) } }
            $0.field("also_at") { $0.array(alsoAt) { $1.write(to: &$0) } }
        }
    }
}
