import ServiceKit
import Testing

@Suite("Secrets")
struct SecretTests {
    @Test("a secret is never printed, in whatever way it is asked")
    func neverPrinted() {
        let secret = Secret("hunter2-hunter2")
        var dumped = ""
        dump([secret], to: &dumped)
        let texts = ["\(secret)", String(describing: secret), String(reflecting: secret), "\([secret])", dumped]
        for text in texts { #expect(!text.contains("hunter2")) }
        #expect("\(secret)" == "•••")
    }

    @Test("a secret follows its file, and keeps the last value while the file is gone or empty")
    func followsFile() throws {
        let file = try TemporaryFile("first")
        let secret = try #require(try Settings(values: ["TOKEN_FILE": file.path]).secret("TOKEN"))
        #expect(secret.reveal() == "first")
        try file.write("second\n")
        #expect(secret.reveal() == "second")
        try file.write("")
        #expect(secret.reveal() == "second")
        try file.remove()
        #expect(secret.reveal() == "second")
        try file.write("third")
        #expect(secret.reveal() == "third")
        Secret.rereadAll()
        #expect(secret.reveal() == "third")
    }
}
