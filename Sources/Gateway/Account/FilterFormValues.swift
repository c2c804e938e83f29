/// What the template of the filter's form is filled with.
struct FilterFormValues: Sendable {
    let words: Words
    let language: Language

    func values(_ form: PageForm, _ faults: FormFaults?) -> [String: Any] {
        var values: [String: Any] = [
            "f": FormValues.of(FilterForm.fields, faults: faults) { form[$0] ?? "" },
            "types": FormValues.choices(
                FilterForm.types.map { ($0, words("type_\($0)", language)) }, chosen: Set(form.all("property_types"))),
            "frequencies": frequencies(form["notification_frequency_hours"] ?? ""),
            "furnishedChoices": yesNo(form["furnished"]), "petsChoices": yesNo(form["pets_allowed"]),
            "moreOpen": FilterForm.rare.contains { name in
                faults?[name] != nil || !["", "false"].contains(form[name] ?? "")
                    || form[name] == "false" && isChoice(name)
            },
        ]
        for name in ["private_only", "notify_whatsapp", "notify_telegram"] { values[name] = form[name] == "true" }
        return values
    }

    private func isChoice(_ name: String) -> Bool { name == "furnished" || name == "pets_allowed" }

    private func yesNo(_ value: String?) -> [[String: Any]] {
        FormValues.choices(
            [
                ("", words("does_not_matter", language)), ("true", words("yes", language)),
                ("false", words("no", language)),
            ], chosen: [value ?? ""])
    }

    /// A number of hours that is none of the usual ones stays a choice of its own.
    private func frequencies(_ chosen: String) -> [[String: Any]] {
        let all = FilterForm.frequencies.contains(chosen) ? FilterForm.frequencies : FilterForm.frequencies + [chosen]
        return FormValues.choices(
            all.map { hours in
                switch hours {
                case "": (hours, words("frequency_plan", language))
                case "24": (hours, words("frequency_daily", language))
                case "168": (hours, words("frequency_weekly", language))
                default: (hours, words("frequency_hours", language, hours))
                }
            }, chosen: [chosen])
    }
}
