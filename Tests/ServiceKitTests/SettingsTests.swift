import Foundation
import ServiceKit
import Testing

@Suite("Settings")
struct SettingsTests {
    @Test("values are read, and an empty one counts as not set")
    func values() throws {
        let settings = Settings(values: ["A": " x ", "B": "", "N": "7", "D": "0.5", "YES": "On", "LIST": "a, b,,c"])
        #expect(try settings.string("A") == "x")
        #expect(try settings.string("B") == nil)
        #expect(try settings.int("N", default: 1, in: 1...9) == 7)
        #expect(try settings.int("MISSING", default: 3, in: 1...9) == 3)
        #expect(try settings.double("D", default: 1, in: 0...1) == 0.5)
        #expect(try settings.seconds("D", default: 1) == .milliseconds(500))
        #expect(try settings.bool("YES", default: false))
        #expect(try settings.list("LIST") == ["a", "b", "c"])
        #expect(try settings.choice("MISSING", default: "text", among: ["text", "json"]) == "text")
    }

    @Test(
        "a fault names the variable, what is wrong and an example, never the value",
        arguments: [
            ("N", "eighty", "N is not a whole number from 1 to 9 (example: N=3)"),
            ("N", "10", "N is not a whole number from 1 to 9 (example: N=3)"),
        ])
    func faults(name: String, value: String, line: String) {
        let settings = Settings(values: [name: value])
        #expect {
            try settings.int("N", default: 3, in: 1...9)
        } throws: {
            "\($0)" == line
        }
    }

    @Test("a missing required value and a wrong address are named in one line")
    func required() {
        let settings = Settings(values: ["DATABASE_URL": "mysql://x/y"])
        #expect {
            try settings.databaseURL()
        } throws: {
            "\($0)".hasPrefix("DATABASE_URL is not an address that begins with postgresql:// or postgres://")
                && !"\($0)".contains("mysql")
        }
        #expect {
            try settings.amqpURL()
        } throws: {
            "\($0)".hasPrefix("AMQP_URL is not set (example: AMQP_URL=amqps://")
        }
    }

    @Test("a value may come from a file, and not from both places")
    func fromFile() throws {
        let file = try TemporaryFile("from-file\n")
        let settings = Settings(values: ["A_FILE": file.path, "B": "1", "B_FILE": file.path, "C_FILE": "/nowhere/c"])
        #expect(try settings.string("A") == "from-file")
        #expect(throws: SettingError.self) { try settings.string("B") }
        #expect {
            try settings.secret("C")
        } throws: {
            "\($0)"
                == "C_FILE names a file that is not there or not readable: /nowhere/c (example: C_FILE=/run/secrets/c)"
        }
        try file.write("")
        #expect(throws: SettingError.self) { try settings.string("A") }
    }

    @Test("trailing slashes of the public address go")
    func publicURL() throws {
        #expect(try Settings(values: ["PUBLIC_URL": "https://homes.example//"]).publicURL() == "https://homes.example")
        #expect(try Settings(values: [:]).publicURL() == "http://127.0.0.1:8000")
    }

    @Test(
        "secrets that everybody knows, short ones and monotonous ones are refused",
        arguments: [
            "tiny-key-7", "your-super-secret-jwt-token-with-at-least-32-characters-long",
            "please-Change_Me-please-please-please", "0123456789abcdef0123456789abcdef",
            String(repeating: "ab", count: 32), "09d25e094faa6ca2556c818166b7a9563b93f7099f6f0f4caa6cf63b88e8d3e7",
        ])
    func weakSecrets(secret: String) {
        #expect {
            try Settings(values: ["JWT_SECRET": secret]).jwtSecret()
        } throws: {
            "\($0)".hasPrefix("JWT_SECRET ") && !"\($0)".contains(secret)
        }
    }

    @Test("a random secret is taken")
    func goodSecret() throws {
        let secret = "q9VtZr2mXk7LwY4bHs8NcJf3PdGe6TuA5xRi1oKzEvW0"
        #expect(try Settings(values: ["JWT_SECRET": secret]).jwtSecret().reveal() == secret)
    }
}
