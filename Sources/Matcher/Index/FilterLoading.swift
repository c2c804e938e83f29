import Listings
import Persistence

/// An index that is being filled, page by page.
actor FilterLoading {
    private var index = FilterIndex()
    private var last = Int64.min

    /// A page that does not follow the one before begins the loading anew.
    func receive(_ page: [FilterRecord]) {
        if let first = page.first?.id, first <= last { index = FilterIndex() }
        for filter in page { index.apply(filter.change) }
        last = page.last?.id ?? last
    }

    /// The index, which is this actor's no longer.
    func finish() -> FilterIndex {
        var index = FilterIndex()
        swap(&index, &self.index)
        index.settle()
        return index
    }
}
