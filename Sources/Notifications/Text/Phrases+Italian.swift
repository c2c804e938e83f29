extension Phrases {
    static let italian = Phrases(
        locale: "it",
        decimalMark: ",",
        newListing: "Nuovo annuncio!",
        newListings: "Nuovi annunci!",
        priceDrop: "Prezzo ribassato!",
        priceDrops: "Prezzi ribassati!",
        filter: "Filtro",
        found: "Trovati",
        listings: PluralForms(rule: .oneAndOther, one: "annuncio", many: "annunci"),
        perMonth: "/mese",
        was: "prima",
        rooms: "locali",
        squareMetres: "m²",
        source: "Fonte",
        alsoAt: "Anche su",
        otherFilters: "Adatto anche ai filtri",
        more: "…e altri {n}",
        account: "Le notifiche si impostano nell’area personale",
        floors: Floors(ground: "piano terra", raised: "piano rialzato", numbered: "piano {n}"),
        buttons: Buttons(open: "Apri", notInterested: "Non mi interessa", pause: "Sospendi il filtro"),
        menu: Menu(
            button: "Filtri", pause: "⏸ Sospendi", resume: "▶️ Riattiva", answer: "Rispondi con il numero della riga."),
        direct: [
            .test: "✅ Messaggio di prova da {app}. Le notifiche funzionano.",
            .linked: "✅ Fatto: i nuovi annunci di {app} arriveranno qui.",
            .linkedSilent:
                "✅ Fatto, ma da questo indirizzo ci era stato chiesto di non scrivere. Per ricevere gli annunci di {app} invia START.",
            .linkCode: "Il tuo codice per {app}: {code}. Vale 15 minuti. Se non l’hai chiesto, ignoralo.",
            .unlinked: "Questo indirizzo è stato scollegato da {app}. Non arriveranno altri messaggi.",
            .passwordCode:
                "Il tuo codice per una nuova password di {app}: {code}. Vale 15 minuti. Se non l’hai chiesto, ignoralo.",
            .codeRefused: "Il codice non è valido o è scaduto. Chiedine uno nuovo nell’area personale di {app}.",
            .optedOut: "Le notifiche di {app} sono disattivate. Per riattivarle invia START.",
            .optedIn: "Le notifiche di {app} sono di nuovo attive.",
            .filterPaused: "⏸ Il filtro «{filter}» è sospeso.",
            .filterResumed: "▶️ Il filtro «{filter}» è di nuovo attivo.",
            .windowClosed:
                "{app} non può più scriverti su WhatsApp: sono passate più di 24 ore dal tuo ultimo messaggio. Inviaci una parola qualsiasi su WhatsApp e gli avvisi riprenderanno.",
            .menu: "I tuoi filtri: scegli quale sospendere o riattivare.",
            .menuEmpty: "Non hai ancora filtri. Creali nell’area personale di {app}.",
            .filterUnknown: "Questo filtro non esiste. I tuoi filtri: /filters",
            .planLimit: "Filtri attivi previsti dal tuo piano: {limit}. Prima sospendine un altro.",
            .statusOn: "✅ Le notifiche di {app} sono attive. Filtri attivi: {active} su {total}.",
            .statusOff: "⏸ Le notifiche di {app} qui sono disattivate. Filtri attivi: {active} su {total}.",
            .statusSilent:
                "🔕 Hai chiesto a {app} di non scrivere. Per riattivare le notifiche invia START. Filtri attivi: {active} su {total}.",
            .filters: "I tuoi filtri:",
            .settings:
                "Lingua: italiano. Fuso orario: {zone}. Nessun orario di silenzio.\nTutte le impostazioni: {url}",
            .settingsQuiet:
                "Lingua: italiano. Fuso orario: {zone}. Orario di silenzio: {from}–{to}.\nTutte le impostazioni: {url}",
            .languageSet: "Ora parliamo italiano.",
            .channelPaused: "⏸ Le notifiche di {app} qui sono disattivate. Per riattivarle: /resume",
            .botHelp:
                "{app} invia i nuovi annunci per i tuoi filtri.\n/status — come stanno le cose\n/filters — i tuoi filtri\n/settings — lingua e orario di silenzio\n/pause — disattiva le notifiche qui\n/resume — riattivale\n/unlink — scollega questa chat",
            .homeHidden: "🙈 Questa casa non verrà più mostrata.",
            .help: "{app} invia i nuovi annunci per i tuoi filtri. Per disattivare le notifiche invia STOP.",
            .text: "{text}",
        ])
}
