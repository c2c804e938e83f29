import Foundation

/// A provider's address, brought to the form that paths are put behind.
enum BaseURL {
    /// `url` without its query, the endings in `tails` and slashes at the end.
    static func trimmed(_ url: String, without tails: String...) -> String {
        var base = url.prefix { $0 != "?" && $0 != "#" }
        var isChanged = true
        while isChanged {
            isChanged = false
            for tail in ["/"] + tails where base.hasSuffix(tail) && base.count > tail.count {
                base.removeLast(tail.count)
                isChanged = true
            }
        }
        return String(base)
    }

    /// What stands behind the host, without slashes around it; empty where there is nothing.
    static func path(of url: String) -> String {
        guard let scheme = url.range(of: "://") else { return "" }
        guard let slash = url[scheme.upperBound...].firstIndex(of: "/") else { return "" }
        return String(url[slash...].drop { $0 == "/" })
    }
}
