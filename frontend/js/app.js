// The little that a page can do better with a script. Every page works without this file.
"use strict";

(() => {
  const fields = (form) => [...form.elements].filter((e) => e.name && !["hidden", "password", "file", "submit"].includes(e.type));
  const isOn = (e) => e.type === "checkbox" || e.type === "radio";
  const snapshot = (form) => JSON.stringify(fields(form).map((e) => [e.name, isOn(e) ? e.checked : e.value, isOn(e) ? e.value : ""]));
  // A draft belongs to the person who wrote it: the next one at this machine is not offered it.
  const who = document.querySelector(".who strong")?.textContent ?? "";
  const keyOf = (form) => `draft:${who}:${location.pathname}:${form.dataset.draft}`;

  // Storage may be full or forbidden; a draft is a kindness, never a reason to fail.
  const store = {
    get(key) { try { return sessionStorage.getItem(key); } catch { return null; } },
    set(key, value) { try { sessionStorage.setItem(key, value); } catch { /* nothing is lost but the copy */ } },
    remove(key) { try { sessionStorage.removeItem(key); } catch { /* as above */ } },
  };

  // Drafts live in this tab only and end with it: the text may name a person.
  function keepDraft(form) {
    if (form.dataset.keeping) return;
    form.dataset.keeping = "yes";
    const key = keyOf(form);
    const asServed = snapshot(form);
    const saved = store.get(key);
    if (saved && saved !== asServed) offer(form, key, saved);
    form.addEventListener("input", () => { form.dataset.changed = "yes"; store.set(key, snapshot(form)); });
    // What was sent is forgotten by the page that says it was taken; a session that ended in between loses nothing.
    form.addEventListener("submit", () => { delete form.dataset.changed; store.set("sent", key); });
  }

  function forgetSent() {
    const sent = store.get("sent");
    if (!sent || location.pathname === "/sign-in") return;
    store.remove("sent");
    if (!document.querySelector(".error-summary, .versions")) store.remove(sent);
  }

  // Signing out leaves nothing behind in this tab.
  document.addEventListener("submit", (event) => {
    if (!event.target.action?.endsWith("/session/end")) return;
    try { sessionStorage.clear(); } catch { /* as above */ }
  });

  function offer(form, key, saved) {
    const note = document.createElement("div");
    note.className = "notification-banner";
    note.dataset.type = "info";
    note.setAttribute("role", "status");
    const text = document.createElement("p");
    text.textContent = "前回、保存する前に書きかけた内容が残っています。";
    const row = document.createElement("p");
    const take = button("書きかけを戻す", "outline");
    const drop = button("書きかけを捨てる", "text");
    row.append(take, " ", drop);
    note.append(text, row);
    form.prepend(note);
    take.addEventListener("click", () => { restore(form, JSON.parse(saved)); form.dataset.changed = "yes"; note.remove(); });
    drop.addEventListener("click", () => { store.remove(key); note.remove(); });
  }

  function restore(form, pairs) {
    const targets = fields(form);
    const used = new Set();
    for (const [name, value, option] of pairs) {
      const target = targets.find((e) => !used.has(e) && e.name === name && (!isOn(e) || e.value === option));
      if (!target) continue;
      used.add(target);
      if (isOn(target)) target.checked = value; else target.value = value;
    }
  }

  function button(words, type) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "button";
    made.dataset.type = type;
    made.dataset.size = "sm";
    made.textContent = words;
    return made;
  }

  forgetSent();
  const begin = (root) => {
    for (const form of root.querySelectorAll("form[data-draft]")) keepDraft(form);
    // Buttons that only a script can serve are hidden until there is one.
    for (const hidden of root.querySelectorAll("[data-needs-script][hidden]")) hidden.hidden = false;
  };

  addEventListener("beforeunload", (event) => {
    if (document.querySelector("form[data-changed]")) event.preventDefault();
  });

  document.addEventListener("click", async (event) => {
    const pressed = event.target.closest("[data-print], [data-copy]");
    if (!pressed) return;
    if (pressed.hasAttribute("data-print")) { print(); return; }
    const source = document.getElementById(pressed.dataset.copy);
    if (!source) return;
    const words = pressed.textContent;
    try {
      await navigator.clipboard.writeText(source.value ?? source.textContent);
      pressed.textContent = "写しました";
    } catch {
      pressed.textContent = "写せませんでした。選んで写してください";
    }
    setTimeout(() => { pressed.textContent = words; }, 2500);
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    const box = document.querySelector(".site-search input");
    if (box) { event.preventDefault(); box.focus(); box.select(); }
  });

  // htmx replaces parts of a page; what is new there begins as on the first load.
  document.addEventListener("htmx:after:swap", () => begin(document));
  begin(document);
})();
