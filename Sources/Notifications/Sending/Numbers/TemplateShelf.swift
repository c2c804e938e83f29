import NIOConcurrencyHelpers

/// The approved templates of a channel's numbers, and which of them the providers refused lately.
package final class TemplateShelf: Sendable {
    /// How long a template is left alone after its provider refused it: an operator may mend it meanwhile.
    package static let rest = Duration.seconds(900)

    private struct Place: Hashable {
        let number: Int
        let locale: String
    }

    private let disabled = NIOLockedValueBox<[Place: ContinuousClock.Instant]>([:])

    package init() {}

    /// The template of a number in a language, or why there is none.
    func template(
        of number: SendingNumber, locale: String, at now: ContinuousClock.Instant = .now
    ) -> Result<TemplateName, NoTemplate> {
        guard number.provider.features.hasTemplates, let name = number.templates[locale] else {
            return .failure(.missing)
        }
        let until = disabled.withLockedValue { $0[Place(number: number.index, locale: locale)] }
        if let until, now < until { return .failure(.disabled) }
        return .success(name)
    }

    /// The provider refused it.
    func disable(of number: SendingNumber, locale: String, at now: ContinuousClock.Instant = .now) {
        disabled.withLockedValue { $0[Place(number: number.index, locale: locale)] = now + Self.rest }
    }
}

/// Why a message cannot go as a template.
enum NoTemplate: Error, Sendable, Equatable {
    /// None is configured for the number and language.
    case missing
    /// The provider refused it lately.
    case disabled

    var skipReason: SkipReason {
        switch self {
        case .missing: .windowClosed
        case .disabled: .templateUnusable
        }
    }
}
