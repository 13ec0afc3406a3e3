"use strict";
// Keeps the live page as the session is, and says at once when it can't. Everything works without
// this as well: each control is a form.
(() => {
    const cut = document.getElementById("cut");
    const said = cut.textContent;
    // The server speaks every two seconds at the least.
    const patience = 5000;
    let last = Date.now();

    const alarm = (text) => {
        if (cut.textContent !== text) cut.textContent = text;
        cut.hidden = false;
    };

    const show = (regions) => {
        const held = document.activeElement && document.activeElement.id;
        for (const [id, content] of Object.entries(regions)) {
            const element = document.getElementById(id);
            if (!element || element.shown === content) continue;
            element.shown = content;
            element.innerHTML = content;
        }
        // Whoever works with the keyboard stays where they were.
        if (held && document.activeElement === document.body) {
            const again = document.getElementById(held);
            if (again) again.focus();
        }
    };

    const source = new EventSource("/events");
    source.onmessage = (event) => {
        last = Date.now();
        cut.hidden = true;
        show(JSON.parse(event.data));
    };
    source.onerror = () => alarm(said);
    setInterval(() => { if (Date.now() - last > patience) alarm(said); }, 500);

    document.addEventListener("submit", (event) => {
        const form = event.target;
        if (!form.hasAttribute("data-live")) return;
        event.preventDefault();
        fetch(form.action, {
            method: "POST", body: new URLSearchParams(new FormData(form)),
            headers: { "X-Requested-With": "fetch" },
        }).then(async (answer) => {
            if (answer.status === 401) return location.reload();
            if (!answer.ok) alarm(await answer.text());
        }).catch(() => alarm(said));
    });
})();
