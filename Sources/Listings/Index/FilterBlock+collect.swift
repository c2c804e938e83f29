extension FilterBlock {
    /// Appends the filters that the listing is for.
    /// - Parameter alive: a bit for each lane whose filter is still there.
    func collect(_ query: inout LaneQuery, alive: [SIMD8<UInt64>], into found: inout FoundFilters) {
        // One more than there can be: the place behind the last is written before it is known whether it counts.
        found.makeRoom(for: lanes + 1)
        if found.masks.count < width { found.masks = Array(repeating: .zero, count: width) }
        intersect(query, alive, &found.masks)
        let first = found.count
        found.masks.withUnsafeBytes { masks in
            let words = masks.bindMemory(to: UInt64.self)
            ids.withUnsafeBufferPointer { ids in
                found.ids.withUnsafeMutableBufferPointer { out in
                    found.count = emit(&query, words, to: IDSink(out: out, base: base, ids: ids), from: first)
                }
            }
            guard found.wantsTags else { return }
            tags.withUnsafeBufferPointer { tags in
                found.tags.withUnsafeMutableBufferPointer { out in
                    _ = emit(&query, words, to: TagSink(out: out, tags: tags), from: first)
                }
            }
        }
    }

    /// The lanes whose rows all say yes. What the listing does not state is everybody's: the row of those that are
    /// still there stands for it.
    private func intersect(_ query: LaneQuery, _ alive: [SIMD8<UInt64>], _ masks: inout [SIMD8<UInt64>]) {
        let chosen = rows(of: query)
        let width = width
        rows.withUnsafeBufferPointer { rows in
            alive.withUnsafeBufferPointer { alive in
                masks.withUnsafeMutableBufferPointer { masks in
                    func row(_ number: Int) -> UnsafeBufferPointer<SIMD8<UInt64>> {
                        guard number < chosen.count else { return alive }
                        return UnsafeBufferPointer(
                            rebasing: rows[chosen[number] * width..<(chosen[number] + 1) * width])
                    }
                    let (a, b, c) = (row(0), row(1), row(2))
                    let (d, e, f, g) = (row(3), row(4), row(5), row(6))
                    for at in 0..<width {
                        let numbers: SIMD8<UInt64> = a[at] & b[at] & c[at]
                        let traits: SIMD8<UInt64> = d[at] & e[at] & f[at] & g[at]
                        masks[at] = alive[at] & numbers & traits
                    }
                }
            }
        }
    }

    /// The rows of what the listing states; at most price, area, rooms, type, furnished, pets and advertiser.
    private func rows(of query: LaneQuery) -> [Int] {
        let listing = query.listing
        var chosen: [Int] = []
        chosen.reserveCapacity(7)
        if !listing.price.isNaN { chosen.append(prices.row(of: listing.price)) }
        if !listing.area.isNaN { chosen.append(prices.rows + areas.row(of: listing.area)) }
        if !listing.rooms.isNaN { chosen.append(prices.rows + areas.rows + RoomGrid.row(of: listing.rooms)) }
        var traits = query.codes.traits & (1 << UInt16(ListingTraits.count) - 1)
        while traits != 0 {
            chosen.append(prices.rows + areas.rows + RoomGrid.rows + traits.trailingZeroBitCount)
            traits &= traits - 1
        }
        return chosen
    }
}

extension FilterBlock {
    /// Looks at what is left as its kind demands, and puts what passes. Returns the number of results.
    @inline(__always)
    private func emit(
        _ query: inout LaneQuery, _ words: UnsafeBufferPointer<UInt64>, to sink: some LaneSink, from first: Int
    ) -> Int {
        let (codes, place) = (query.codes, query.place)
        let (circleStart, ruleStart) = (start(.circle), start(.rule))
        return circles.withUnsafeBufferPointer { circles in
            bounds.withUnsafeBufferPointer { bounds in
                var count = each(.plain, words, sink, first) { _ in true }
                count = each(.bounded, words, sink, count) { bounds[$0].admit(codes) }
                if let place {
                    count = each(.circle, words, sink, count) { circles[$0 - circleStart].contains(place) }
                    count = each(.boundedCircle, words, sink, count) {
                        bounds[$0].admit(codes) && circles[$0 - circleStart].contains(place)
                    }
                } else if query.isCityNamed {
                    count = each(.circle, words, sink, count) { _ in true }
                    count = each(.boundedCircle, words, sink, count) { bounds[$0].admit(codes) }
                }
                return each(.rule, words, sink, count) { query.satisfies(rules[$0 - ruleStart]) }
            }
        }
    }

    /// Every lane of a kind that is left and holds. Written without a branch on `holds`, which nobody could foresee.
    @inline(__always)
    private func each(
        _ kind: Kind, _ words: UnsafeBufferPointer<UInt64>, _ sink: some LaneSink, _ first: Int,
        _ holds: (Int) -> Bool
    ) -> Int {
        var count = first
        for word in start(kind) / 64..<(end(kind) + 63) / 64 {
            var bits = words[word]
            while bits != 0 {
                let lane = word &<< 6 | bits.trailingZeroBitCount
                bits &= bits &- 1
                sink.put(lane, at: count)
                count &+= holds(lane) ? 1 : 0
            }
        }
        return count
    }
}

/// Where results go.
private protocol LaneSink {
    func put(_ lane: Int, at place: Int)
}

private struct IDSink: LaneSink {
    let out: UnsafeMutableBufferPointer<Int64>
    let base: Int64
    let ids: UnsafeBufferPointer<UInt32>

    @inline(__always)
    func put(_ lane: Int, at place: Int) { out[place] = base &+ Int64(ids[lane]) }
}

private struct TagSink: LaneSink {
    let out: UnsafeMutableBufferPointer<UInt64>
    let tags: UnsafeBufferPointer<UInt64>

    @inline(__always)
    func put(_ lane: Int, at place: Int) { out[place] = tags[lane] }
}
