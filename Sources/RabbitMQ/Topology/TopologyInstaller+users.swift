import Contracts

private struct UserState: Encodable {
    var tags: String
    var password: String?
    /// Empty: nobody can log in until a password is set.
    var password_hash: String?
}

/// What matters of a user that is there. 3.10 shows tags as a list, and takes them as text.
private struct PresentUser: Decodable {
    var tags: [String]
}

private struct PermissionState: Codable, Equatable {
    var configure: String
    var write: String
    var read: String
}

private struct TopicState: Codable, Equatable {
    var exchange: String
    var write: String
    var read: String
}

extension TopologyInstaller {
    func applyUsers(_ users: [BrokerUser], _ passwords: [String: String]) async throws -> [Change] {
        var changes: [Change] = []
        for user in users {
            changes += try await applyAccount(user, passwords[user.name])
            changes += try await applyPermissions(user)
            changes += try await applyTopics(user)
        }
        return changes
    }

    /// A password that is given is set always: whether it is the present one cannot be asked.
    private func applyAccount(_ user: BrokerUser, _ password: String?) async throws -> [Change] {
        let path = ["users", user.name]
        let present = try await api.get(path, as: PresentUser.self)
        guard present == nil || password != nil else { return [] }
        let tags = user.tags.joined(separator: ",")
        try await api.put(path, UserState(tags: tags, password: password, password_hash: password == nil ? "" : nil))
        if present == nil { return [Change(kind: .created, what: "user '\(user.name)'")] }
        return [Change(kind: .changed, what: "password of user '\(user.name)'")]
    }

    private func applyPermissions(_ user: BrokerUser) async throws -> [Change] {
        let path = ["permissions", virtualHost, user.name]
        let wanted = PermissionState(configure: "", write: user.write, read: user.read)
        let present = try await api.get(path, as: PermissionState.self)
        guard present != wanted else { return [] }
        try await api.put(path, wanted)
        return [Change(kind: present == nil ? .created : .changed, what: "permissions of user '\(user.name)'")]
    }

    private func applyTopics(_ user: BrokerUser) async throws -> [Change] {
        let path = ["topic-permissions", virtualHost, user.name]
        let present = try await api.get(path, as: [TopicState].self) ?? []
        var changes: [Change] = []
        for topic in user.topics {
            let wanted = TopicState(exchange: topic.exchange, write: topic.write, read: "")
            guard !present.contains(wanted) else { continue }
            try await api.put(path, wanted)
            let isThere = present.contains { $0.exchange == topic.exchange }
            let what = "topic permission of user '\(user.name)' on '\(topic.exchange)'"
            changes.append(Change(kind: isThere ? .changed : .created, what: what))
        }
        return changes
    }
}

extension TopologyInstaller {
    /// What of the services' users and their rights is missing or different; changes nothing where the API is read-only.
    /// - Throws: `ManagementError` where the management's user may not look at users.
    package func examineUsers() async throws -> [Change] { try await applyUsers(BrokerUser.all, [:]) }
}
