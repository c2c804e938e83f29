// The pages work without this. It counts while a filter is being written, and notices when a channel is linked.
"use strict";

for (const form of document.querySelectorAll("form[data-count]")) {
    const shown = form.querySelector("#count");
    let timer = 0;
    let running = null;

    const count = async () => {
        if (running) running.abort();
        running = new AbortController();
        try {
            const answer = await fetch(form.dataset.count, {
                method: "POST", body: new URLSearchParams(new FormData(form)), signal: running.signal,
                credentials: "same-origin",
            });
            if (answer.ok) shown.textContent = await answer.text();
        } catch (error) {
            if (error.name !== "AbortError") shown.textContent = "";
        }
    };

    form.addEventListener("input", () => {
        clearTimeout(timer);
        timer = setTimeout(count, 600);
    });
    for (const button of form.querySelectorAll("[data-count-button]")) {
        button.addEventListener("click", (event) => {
            event.preventDefault();
            clearTimeout(timer);
            count();
        });
    }
}

for (const place of document.querySelectorAll("[data-poll]")) {
    const look = async () => {
        try {
            const answer = await fetch(place.dataset.poll, { credentials: "same-origin" });
            if (answer.ok && (await answer.text()) === "linked") {
                location.assign(place.dataset.next);
                return;
            }
        } catch (error) {
            // The next look may reach the server again.
        }
        setTimeout(look, 3000);
    };
    setTimeout(look, 3000);
}
