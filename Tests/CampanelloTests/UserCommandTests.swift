import Foundation
import Persistence
import Postgres
import TestSupport
import Testing

@testable import Campanello

@Suite("campanello user", .enabled(if: TestEnvironment.hasDatabase))
struct UserCommandTests {
    private static let email = WholePerson.email

    /// A person of whom everything is kept, and the tool on their database.
    private func withPerson(_ body: (WholePerson, Tool, PostgresPool) async throws -> Void) async throws {
        try await withMigratedDatabase { pool in
            let person = try await WholePerson.insert(on: pool)
            try await body(person, Tool(settings: ["DATABASE_URL": pool.configuration.url]), pool)
        }
    }

    @Test(
        "show tells how an account stands, by address in any letter case or by number, and nothing that names anybody")
    func show() async throws {
        try await withPerson { person, tool, _ in
            let sentence = try await tool.run("user", "show", Self.email.uppercased())
            #expect(sentence.status == 0 && sentence.errors.isEmpty)
            let said = "plan premium, 1 filters, whatsapp: opted-out, telegram: on."
            #expect(sentence.output == "Account \(person.id): \(said)\n")
            let shown = try await tool.run("user", "show", "\(person.id)", "--json")
            let object = try shown.object()
            #expect(object["user_id"] as? Int64 == person.id && object["plan"] as? String == "premium")
            #expect(object["is_active"] as? Bool == true)
            for word in [Self.email, "Everybody", WholePerson.number, WholePerson.chat, WholePerson.secret] {
                #expect(!(sentence.output + shown.output).lowercased().contains(word.lowercased()))
            }
        }
    }

    @Test("set-plan sets it and its end, and a smaller plan pauses the filters beyond it")
    func setPlan() async throws {
        try await withPerson { person, tool, pool in
            try await pool.execute(
                "INSERT INTO campanello.filters (user_id, name) VALUES ($1, 'second'), ($1, 'third')",
                [.int(person.id)])
            let premium = try await tool.run(
                "user", "set-plan", Self.email, "premium", "--until", "2099-12-31", "--json")
            #expect(premium.status == 0)
            #expect(try premium.object()["expires_at"] as? String == "2100-01-01T00:00:00Z")
            #expect(try await active(pool) == 3)
            let free = try await tool.run("user", "set-plan", "\(person.id)", "free")
            #expect(free.status == 0 && free.output == "Account \(person.id) is on the plan free.\n")
            #expect(try await active(pool) == 1)
            let user = try #require(try await UserStore(pool: pool).find(id: person.id))
            #expect(user.plan == .free && user.planExpiresAt == nil)
        }
    }

    @Test("reset-password ends every session, and no password opens the account until a code sets a new one")
    func resetPassword() async throws {
        try await withPerson { person, tool, pool in
            let done = try await tool.run("user", "reset-password", Self.email, "--json")
            let told = try done.object()
            #expect(done.status == 0 && told["user_id"] as? Int64 == person.id)
            let known = try #require(try await UserStore(pool: pool).credentials(email: Self.email))
            #expect(known.passwordHash == "!")
            let sessions = try await pool.query(
                "SELECT FROM campanello.sessions WHERE user_id = $1 AND revoked_at IS NULL", [.int(person.id)])
            #expect(sessions.isEmpty)
            #expect(!(done.output + done.errors).contains(WholePerson.secret))
        }
    }

    @Test("export prints everything as one object, without what proves anything")
    func export() async throws {
        try await withPerson { person, tool, _ in
            let done = try await tool.run("user", "export", Self.email)
            let object = try done.object()
            #expect(done.status == 0 && done.output.split(separator: "\n").count == 1)
            #expect((object["account"] as? [String: Any])?["id"] as? Int64 == person.id)
            #expect((object["recipients"] as? [Any])?.count == 2)
            #expect(!done.output.contains(WholePerson.secret) && !done.output.contains("00000000"))
        }
    }

    @Test("delete wants a yes, and leaves nothing but the hash that keeps a STOP")
    func delete() async throws {
        try await withPerson { person, tool, pool in
            #expect(try await tool.run("user", "delete", Self.email).status == 2)
            #expect(try await person.remains(on: pool).contains("users"))
            let done = try await tool.run("user", "delete", Self.email, "--yes", "--json")
            let told = try done.object()
            #expect(done.status == 0 && told["deleted"] as? Bool == true)
            #expect(try await person.remains(on: pool) == [])
            #expect(try await pool.query("SELECT FROM campanello.stopped_addresses", []).count == 1)
            #expect(try await tool.run("user", "delete", Self.email, "--yes").status == 1)
        }
    }

    @Test(
        "an account that there is not is told in one line, with status 1",
        arguments: [["show"], ["set-plan", "free"], ["reset-password"], ["export"], ["delete", "--yes"]])
    func unknown(command: [String]) async throws {
        try await withPerson { person, tool, pool in
            for (name, what) in [("nobody@example.org", "e-mail address"), ("\(person.id + 1)", "number")] {
                let done = try await tool.run(["user", command[0], name] + command.dropFirst())
                #expect(done.status == 1 && done.output.isEmpty)
                #expect(done.errors == "campanello: there is no account with this \(what)\n")
            }
            #expect(try await person.remains(on: pool).count > 15)
        }
    }

    @Test("wrong use has status 2, and a database that is not there status 1 without its password")
    func failing() async throws {
        let nowhere = Tool(settings: ["DATABASE_URL": "postgresql://operator:test-password@127.0.0.1:9/campanello"])
        for arguments in [["show", "nobody"], ["set-plan", Self.email, "gold"], ["show"], ["export", "-1"]] {
            #expect(try await nowhere.run(["user"] + arguments).status == 2, "\(arguments)")
        }
        let unreachable = try await nowhere.run("user", "show", Self.email)
        #expect(unreachable.status == 1 && unreachable.errors.hasPrefix("campanello: the database: "))
        #expect(!unreachable.errors.contains("test-password") && unreachable.errors.split(separator: "\n").count == 1)
        let unset = try await Tool(settings: [:]).run("user", "show", Self.email)
        #expect(unset.status == 1 && unset.errors.contains("DATABASE_URL"))
    }

    private func active(_ pool: PostgresPool) async throws -> Int {
        try await pool.query("SELECT FROM campanello.filters WHERE is_active", []).count
    }
}
