import HTTPTypes
import Hummingbird

extension Router where Context == GatewayContext {
    private static var methods: [HTTPRequest.Method] {
        [.get, .post, .put, .patch, .delete, .options, .trace, .connect, .query]
    }

    /// Answers 405 with `Allow` wherever a path is known and its method is not. To be called after the last route.
    func refuseOtherMethods() {
        let known = Dictionary(grouping: routes, by: { $0.path.description })
        for (_, group) in known {
            guard let path = group.first?.path else { continue }
            let allowed = Set(group.map(\.method))
            let names = allowed.map(\.rawValue).sorted()
            for method in Self.methods where !allowed.contains(method) {
                on(path, method: method) { _, _ -> Response in
                    throw Problem(
                        slug: "method-not-allowed", title: "The method is not allowed here",
                        status: .methodNotAllowed, detail: "Here: \(names.joined(separator: ", ")).",
                        headers: [.allow: names.joined(separator: ", ")])
                }
            }
        }
    }
}
