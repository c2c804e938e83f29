/// Whether a topic binding's pattern takes a routing key: `*` is one word, `#` any number of words.
func topicPattern(_ pattern: String, matches key: String) -> Bool {
    let pattern = pattern.split(separator: ".", omittingEmptySubsequences: false)
    let key = key.split(separator: ".", omittingEmptySubsequences: false)
    return matches(pattern[...], key[...])
}

private func matches(_ pattern: ArraySlice<Substring>, _ key: ArraySlice<Substring>) -> Bool {
    guard let word = pattern.first else { return key.isEmpty }
    if word == "#" {
        return matches(pattern.dropFirst(), key) || (!key.isEmpty && matches(pattern, key.dropFirst()))
    }
    guard let first = key.first, word == "*" || word == first else { return false }
    return matches(pattern.dropFirst(), key.dropFirst())
}
