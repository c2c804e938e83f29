/// The texts that answer somebody. The raw value is what `direct_messages.text_key` holds.
///
/// Parameters go where `{name}` stands in the text: they are cleaned and escaped, and one that is missing is left out.
package enum DirectTextKey: String, Sendable, CaseIterable {
    /// The person asked for a test message. Parameters: `app`.
    case test
    /// The address now belongs to the person's account. Parameters: `app`.
    case linked
    /// The same, but its owner once asked for silence, which holds until START. Parameters: `app`.
    case linkedSilent = "linked_silent"
    /// The code that proves an address, sent to it. Parameters: `app`, `code`.
    case linkCode = "link_code"
    /// The address was taken off the account. Parameters: `app`.
    case unlinked
    /// The code that came does not prove anything, or no longer. Parameters: `app`.
    case codeRefused = "code_refused"
    /// The code by which a person who forgot their password sets a new one. Parameters: `app`, `code`.
    case passwordCode = "password_code"
    /// The person asked for silence. Parameters: `app`.
    case optedOut = "opted_out"
    /// The person asked for messages again. Parameters: `app`.
    case optedIn = "opted_in"
    /// A filter was paused from the chat. Parameters: `filter`.
    case filterPaused = "filter_paused"
    /// A filter was resumed from the chat. Parameters: `filter`.
    case filterResumed = "filter_resumed"
    /// WhatsApp's 24 hours are over, and there is no template: said on another channel. Parameters: `app`.
    case windowClosed = "window_closed"
    /// The person's filters, to pause and resume. Parameters: the rows, as `FilterMenu` writes them.
    case menu
    /// The person has no filters yet. Parameters: `app`.
    case menuEmpty = "menu_empty"
    /// There is no such filter of the person's. No parameters.
    case filterUnknown = "filter_unknown"
    /// The person's plan allows no further filter to run. Parameters: `limit`.
    case planLimit = "plan_limit"
    /// How the channel stands: it speaks. Parameters: `app`, `active`, `total`.
    case statusOn = "status_on"
    /// How the channel stands: the person switched it off. Parameters: as above.
    case statusOff = "status_off"
    /// How the channel stands: the person said STOP. Parameters: as above.
    case statusSilent = "status_silent"
    /// The person's filters with the commands that pause and resume each. Parameters: as of `menu`.
    case filters
    /// The person's settings. Parameters: `zone`, `url`.
    case settings
    /// The same, with quiet hours. Parameters: `zone`, `url`, `from`, `to`.
    case settingsQuiet = "settings_quiet"
    /// The person chose a language. No parameters.
    case languageSet = "language_set"
    /// The person switched the channel off from the chat. Parameters: `app`.
    case channelPaused = "channel_paused"
    /// What the bot understands. Parameters: `app`.
    case botHelp = "bot_help"
    /// A home will not be shown again. No parameters.
    case homeHidden = "home_hidden"
    /// What can be asked of us. Parameters: `app`.
    case help
    /// Words made elsewhere: the parameter `text` alone.
    case text
}
