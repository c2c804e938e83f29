extension Message {
    /// The copy that goes out again: same id, type and trace, nothing that the broker wrote on the way, and no
    /// expiration left over.
    package func republished() -> Message {
        var copy = self
        copy.expiration = nil
        copy.headers = headers.filter { !HeaderName.isWrittenByBroker($0.key) }
        return copy
    }

    /// The copy for a retry queue.
    /// - Parameters:
    ///   - attempt: the attempt the copy stands for; the present one where the wait spends none.
    ///   - expiration: how long it waits there, see `RetryPolicy.expiration`.
    package func retry(attempt: Int, expiration: Duration) -> Message {
        var copy = republished()
        copy.attempt = attempt
        copy.expiration = expiration
        return copy
    }

    /// The copy for the dead-letter queue, with the reason in its headers.
    package func deadLettered(_ letter: DeadLetter) -> Message {
        var copy = republished()
        copy.headers.merge(letter.headers) { $1 }
        return copy
    }

    /// The copy of a dead letter that an operator sends on its way again: first attempt, no word of its death.
    package func replayed() -> Message {
        var copy = republished()
        copy.headers = copy.headers.filter { !HeaderName.ofDeadLetter.contains($0.key) }
        copy.attempt = 1
        return copy
    }
}
