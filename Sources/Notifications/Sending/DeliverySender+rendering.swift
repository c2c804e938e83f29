import Contracts

/// What a claimed delivery says.
enum Rendering: Sendable {
    case message(OutgoingMessage)
    /// Every listing is gone, or nobody knows the text.
    case nothing
    /// The person may not be written to freely, and there is no template to say it with.
    case barred(SkipReason)
}

extension Work {
    /// The language in which the person is spoken to.
    var locale: String {
        switch content {
        case .notification(let event): event.locale
        case .direct: claim.direct?.locale ?? "ru"
        }
    }

    /// Whether only an approved template will do.
    var needsTemplate: Bool {
        let conversation = claim.conversation
        return number.hasWindow
            && (conversation.mustUseTemplate || !conversation.openWindows.contains(number.index))
    }
}

extension DeliverySender {
    /// The message in the format of the work's number.
    func render(_ work: Work, asTemplate: Bool, withPicture: Bool = true) -> Rendering {
        switch work.content {
        case .notification(let event):
            let current = event.current(work.claim.listings)
            guard !current.listings.isEmpty, current.total > 0 else { return .nothing }
            guard asTemplate else {
                let format = work.number.provider.format
                return .message(notificationText.message(for: current, in: format, withPicture: withPicture))
            }
            switch shelf.template(of: work.number, locale: Phrases.of(work.locale).locale) {
            case .success(let name): return .message(notificationText.template(for: current, name: name))
            case .failure(let missing): return .barred(missing.skipReason)
            }
        case .direct:
            guard let direct = work.claim.direct else { return .nothing }
            guard !asTemplate else { return template(for: direct, of: work.number) }
            let message = directText.message(
                key: direct.key, parameters: direct.parameters, locale: direct.locale, in: work.number.provider.format)
            return message.map { .message($0) } ?? .nothing
        }
    }

    /// Of the answers only the code that proves a number has a template: it goes to somebody who has not written yet.
    private func template(for direct: Claim.Direct, of number: SendingNumber) -> Rendering {
        let locale = Phrases.of(direct.locale).locale
        guard direct.key == DirectTextKey.linkCode.rawValue, let code = direct.parameters["code"],
            number.provider.features.hasTemplates, let name = number.codeTemplates[locale]
        else { return .barred(.windowClosed) }
        let template = TemplateMessage(name: name, locale: locale, parameters: [code], copied: code)
        return .message(OutgoingMessage(text: "", template: template, locale: locale))
    }
}
