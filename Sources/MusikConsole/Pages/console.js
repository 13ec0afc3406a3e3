"use strict";
// Keeps the live page as the session is, and says at once when it can't. Everything works without
// this as well: each control is a form.
(() => {
    const cut = document.getElementById("cut");
    const told = document.getElementById("told");
    const said = cut.textContent;
    // The server speaks every two seconds at the least.
    const patience = 5000;
    let last = Date.now();

    const alarm = (text) => {
        if (cut.textContent !== text) cut.textContent = text;
        cut.hidden = false;
    };

    // What somebody types is not taken away; it is looked at again with the next event.
    const isTyped = (element) => {
        const active = document.activeElement;
        return active && ["INPUT", "SELECT"].includes(active.tagName) && active.value !== ""
            && element.contains(active) && !active.form.sent;
    };

    // What a form was refused for stands in it, or above everything, until something is done.
    const tell = (form, text) => {
        const place = form.querySelector(".mistake") || told;
        for (const element of document.querySelectorAll(".mistake")) element.textContent = "";
        told.hidden = place !== told || text === "";
        place.textContent = text;
    };

    // All that was told; an event holds what has changed.
    const regions = {};
    const show = () => {
        const held = document.activeElement && document.activeElement.id;
        for (const [id, content] of Object.entries(regions)) {
            const element = document.getElementById(id);
            if (!element || element.shown === content || isTyped(element)) continue;
            element.shown = content;
            element.innerHTML = content;
        }
        // Whoever works with the keyboard stays where they were.
        if (held && document.activeElement === document.body) {
            const place = document.getElementById(held) || document.getElementById("asked");
            if (place) place.focus();
        }
    };

    const source = new EventSource("/events");
    source.onmessage = (event) => {
        last = Date.now();
        cut.hidden = true;
        Object.assign(regions, JSON.parse(event.data));
        show();
    };
    source.onerror = () => {
        alarm(said);
        // Whoever isn't let in any more has to come in again: as soon as somebody answers.
        if (source.readyState === EventSource.CLOSED) setTimeout(again, 1000);
    };
    const again = () => fetch("/", { cache: "no-store" }).then(
        () => location.reload(), () => setTimeout(again, 1000));
    setInterval(() => { if (Date.now() - last > patience) alarm(said); }, 500);

    document.addEventListener("input", (event) => {
        if (event.target.form) event.target.form.sent = false;
    });

    document.addEventListener("submit", (event) => {
        const form = event.target;
        if (!form.hasAttribute("data-live")) return;
        event.preventDefault();
        fetch(form.action, {
            method: "POST", body: new URLSearchParams(new FormData(form)),
            headers: { "X-Requested-With": "fetch" },
        }).then(async (answer) => {
            if (answer.status === 401) return location.reload();
            tell(form, answer.ok ? "" : await answer.text());
            if (!answer.ok) return;
            if (form.hasAttribute("data-turn")) return location.reload();
            // What was sent may make room for what is asked next.
            form.reset();
            form.sent = true;
            show();
        }).catch(() => alarm(said));
    });
})();
