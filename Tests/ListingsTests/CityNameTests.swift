import Listings
import Testing

@Suite struct CityNameTests {
    @Test(
        "a city has one key in Italian, English and Russian",
        arguments: [
            ("Roma", "Rome", "Рим"), ("Milano", "Milan", "Милан"), ("Napoli", "Naples", "Неаполь"),
            ("Torino", "Turin", "Турин"), ("Palermo", "Palermo", "Палермо"), ("Genova", "Genoa", "Генуя"),
            ("Bologna", "Bologna", "Болонья"), ("Firenze", "Florence", "Флоренция"), ("Bari", "Bari", "Бари"),
            ("Catania", "Catania", "Катания"), ("Verona", "Verona", "Верона"), ("Venezia", "Venice", "Венеция"),
            ("Messina", "Messina", "Мессина"), ("Padova", "Padua", "Падуя"), ("Prato", "Prato", "Прато"),
            ("Trieste", "Trieste", "Триест"), ("Brescia", "Brescia", "Брешиа"), ("Parma", "Parma", "Парма"),
            ("Taranto", "Taranto", "Таранто"), ("Modena", "Modena", "Модена"),
            ("Reggio Calabria", "Reggio di Calabria", "Реджо-ди-Калабрия"),
            ("Reggio Emilia", "Reggio nell'Emilia", "Реджо-нель-Эмилия"), ("Perugia", "Perugia", "Перуджа"),
            ("Ravenna", "Ravenna", "Равенна"), ("Livorno", "Leghorn", "Ливорно"), ("Rimini", "Rimini", "Римини"),
            ("Cagliari", "Cagliari", "Кальяри"), ("Foggia", "Foggia", "Фоджа"), ("Ferrara", "Ferrara", "Феррара"),
            ("Salerno", "Salerno", "Салерно"), ("Siracusa", "Syracuse", "Сиракузы"), ("Trento", "Trent", "Тренто"),
        ])
    func languages(italian: String, english: String, russian: String) {
        #expect(CityName.key(italian) == CityName.key(english))
        #expect(CityName.key(italian) == CityName.key(russian))
        #expect(CityName.key(italian) == CityName.key(italian.uppercased()))
        #expect(CityName.key(italian) == CityName.key(russian.lowercased()))
    }

    @Test("no two of the known cities share a key")
    func distinct() {
        let cities = [
            "Roma", "Milano", "Napoli", "Torino", "Parma", "Prato", "Bari", "Reggio Emilia",
            "Reggio Calabria", "Modena", "Cesena", "Siena", "Como", "Lucca", "Lecce", "Lecco",
        ]
        #expect(Set(cities.map(CityName.key)).count == cities.count)
    }

    @Test(
        "case, accents, spacing, punctuation and the province do not count",
        arguments: [
            ("Forlì", "FORLI"), ("L'Aquila", "L’aquila"), ("Sant'Angelo", "sant angelo"),
            ("  La   Spezia ", "La Spezia"),
            ("Cefalu\u{300}", "Cefalù"), ("Corigliano-Rossano", "Corigliano Rossano"), ("Monza (MB)", "Monza"),
            ("Мила\u{0301}н", "Milano"),
        ])
    func spelling(left: String, right: String) {
        #expect(CityName.key(left) == CityName.key(right))
    }

    @Test(
        "cities are equals, not parts of one another",
        arguments: [
            ("Roma", "Romano di Lombardia"), ("Como", "Comorano"), ("San Marino", "Marino"), ("Roma%", "Romano"),
            ("Milano", "Milano Marittima"),
        ])
    func equals(left: String, right: String) {
        #expect(CityName.key(left) != CityName.key(right))
    }

    @Test("what holds no letter has an empty key or only digits", arguments: ["", "  ", "!!", "()"])
    func nothing(name: String) {
        #expect(CityName.key(name).isEmpty)
    }
}
