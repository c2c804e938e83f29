/// How the errors that come in reports are classified: by the tables of the synchronous ones, never by anything else.
extension ReportedError {
    /// - Parameter code: as the report has it; nil where it gives none.
    init(_ code: String?, detail: String?, from provider: ProviderKind) {
        guard let code else {
            self.init(.unknown, code: "none", detail: detail ?? "")
            return
        }
        let error = provider.reportedError(code: code, detail: detail ?? "")
        self.init(error.errorClass, code: error.code, detail: error.detail)
    }

    /// Bird's own word, and the code of Meta's that it passes on, which knows more.
    init(bird word: String?, meta code: String?, detail: String?, from provider: ProviderKind) {
        let passedOn = ReportedError(code, detail: detail, from: .meta)
        self = passedOn.errorClass == .unknown ? ReportedError(word ?? code, detail: detail, from: provider) : passedOn
    }
}
