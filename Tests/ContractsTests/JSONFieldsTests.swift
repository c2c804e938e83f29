import Foundation
import Testing

@testable import Contracts

@Suite("Finding the fields of an object")
struct JSONFieldsTests {
    private func fields(_ text: String) -> (found: [String], isWhole: Bool) {
        let bytes = Array(text.utf8)
        return bytes.withUnsafeBufferPointer { all in
            var fields = JSONFields(all)
            var found: [String] = []
            while let (key, value) = fields.next() {
                found.append(
                    String(decoding: all[key], as: UTF8.self) + "=" + String(decoding: all[value], as: UTF8.self))
            }
            return (found, fields.isWhole)
        }
    }

    @Test("each is found with its value as it is written")
    func found() {
        let text =
            #"{"a": 1, "b" : "x, \"y\" }", "c":[1, {"d": "]"}], "e": {"f": [true]}, "g": null,"h":"\\","i":-1.5}"#
        let (found, isWhole) = fields(text)
        #expect(isWhole)
        #expect(
            found == [
                "a=1", #"b="x, \"y\" }""#, #"c=[1, {"d": "]"}]"#, #"e={"f": [true]}"#, "g=null", #"h="\\""#, "i=-1.5",
            ])
        #expect(fields("{}") == ([], true))
    }

    @Test(
        "what is cut off is not whole", arguments: ["", "{", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":\"x", "[1]", "7"])
    func cutOff(_ text: String) {
        #expect(!fields(text).isWhole)
    }
}
