import Foundation

/// A template with its parameters. Any name is taken for an approved template.
struct MetaTemplate {
    let content: MetaContent

    /// - Parameter part: The `template` object.
    init(_ part: RequestFields) throws {
        let name = try MetaLength.required(part, "name", upTo: 512, in: "template")
        guard let code = part.object("language")?.string("code"), !code.isEmpty else {
            throw MetaError(100, "(#100) The parameter template['language']['code'] is required.")
        }
        var lines = ["[\(name), \(code)]"]
        for component in part.objects("components") ?? [] {
            for parameter in component.objects("parameters") ?? [] {
                lines.append(try Self.text(of: parameter))
            }
        }
        content = MetaContent(kind: .template, text: lines.joined(separator: "\n"), template: name)
    }

    private static func text(of parameter: RequestFields) throws -> String {
        let text = parameter.string("text") ?? parameter.string("payload") ?? ""
        guard TemplateValue.isClean(text) else {
            throw MetaError(
                132018, "(#132018) There's an issue with the parameters in your template",
                details: "Param text cannot have new-line/tab characters or more than 4 consecutive spaces")
        }
        return text
    }
}
