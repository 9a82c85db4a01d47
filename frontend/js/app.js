// The little that a page can do better with a script. Every page works without this file.
"use strict";

(() => {
  // The version that somebody looked at while typing belongs to what they typed: a draft that is taken up after a colleague saved is told so.
  const fields = (form) => [...form.elements].filter((e) => e.name && (e.name === "version" || !["hidden", "password", "file", "submit"].includes(e.type)));
  const isOn = (e) => e.type === "checkbox" || e.type === "radio";
  const snapshot = (form) => JSON.stringify(fields(form).map((e) => [e.name, isOn(e) ? e.checked : e.value, isOn(e) ? e.value : ""]));
  // A draft belongs to the person who wrote it: the next one at this machine is not offered it.
  const who = document.querySelector(".who strong")?.textContent ?? "";
  const keyOf = (form) => `draft:${who}:${placeOf(form)}`;

  // Storage may be full or forbidden; a draft is a kindness, never a reason to fail.
  const store = {
    get(key) { try { return sessionStorage.getItem(key); } catch { return null; } },
    set(key, value) { try { sessionStorage.setItem(key, value); } catch { /* nothing is lost but the copy */ } },
    remove(key) { try { sessionStorage.removeItem(key); } catch { /* as above */ } },
  };

  // What was typed is kept by the server as one types, sealed and for its writer alone, so that neither the end of a session nor that of the
  // browser loses it. This tab keeps a copy of what has not reached the server yet.
  const placeOf = (form) => {
    // Whom a form is about is part of its place: what was written of one person is not offered for another.
    const about = [...form.elements].filter((e) => e.type === "hidden" && e.name && !["version", "judged", "back", "rows"].includes(e.name));
    const beside = new URLSearchParams(about.map((e) => [e.name, e.value])).toString();
    // A form without an address is sent to that of its first button.
    const to = form.getAttribute("action") ?? form.querySelector("[formaction]")?.getAttribute("formaction") ?? "";
    return new URL(to, location.href).pathname + (beside && `?${beside}`);
  };
  // What is written into a form of this page, as against other times that it was opened: what is on its way when the form is sent arrives
  // behind it, and must not be kept again.
  const writing = [...crypto.getRandomValues(new Uint32Array(4))].map((n) => n.toString(36)).join("");
  const changed = new Set();
  // The address of a form that came back with something wrong leads to no form.
  const cameBack = document.querySelector(".error-summary, .versions") !== null;
  const beside = (pairs) => JSON.stringify(pairs.filter(([name]) => name !== "version").sort(([a], [b]) => (a < b ? -1 : Number(a > b))));

  const asFields = (form) => fields(form).filter((e) => !isOn(e) || e.checked).map((e) => [e.name, e.value]);

  // What says nothing is not kept: put back, it would only wipe what stands there by then.
  const saysNothing = (form, pairs) => {
    const begun = fields(form).filter((e) => (isOn(e) ? e.defaultChecked : e.tagName === "SELECT"))
      .map((e) => `${e.name}=${isOn(e) ? e.value : ([...e.options].find((o) => o.defaultSelected) ?? e.options[0])?.value ?? ""}`);
    const said = pairs.filter(([name, value]) => name !== "version" && value !== false && String(value).trim())
      .map(([name, value, option]) => `${name}=${value === true ? option : value}`);
    return said.every((one) => begun.includes(one)) && begun.every((one) => one.endsWith("=") || said.includes(one));
  };

  function keepDraft(form) {
    if (form.dataset.keeping) return;
    form.dataset.keeping = "yes";
    const key = keyOf(form);
    const asServed = beside(JSON.parse(snapshot(form)));
    // This tab has only what did not reach the server, which is newer than what did.
    const back = store.get("back") === key;
    if (!cameBack) store.set(`page:${key}`, location.pathname + location.search);
    // A form that came back with what is wrong has the words that were typed.
    const look = async () => {
      // Whether what this tab has was taken meanwhile is known first.
      await settled;
      const saved = store.get(key);
      const mine = saved && JSON.parse(saved);
      if (mine && beside(mine) !== asServed && !saysNothing(form, mine)) offer(form, { fill: () => restore(form, mine), words: wordsOf(mine) }, back);
      else askForDraft(form, back);
    };
    // A form that stands folded up is asked about when somebody unfolds it.
    const folded = form.closest("details:not([open])");
    if (!cameBack && folded && !back) folded.addEventListener("toggle", look, { once: true });
    else if (!cameBack) look();
    let waiting;
    form.addEventListener("input", () => {
      form.dataset.changed = "yes";
      // What was kept before is not replaced until somebody has said what is to become of it.
      if (form.dataset.offered) return;
      if (saysNothing(form, asFields(form))) { store.remove(key); delete form.dataset.changed; } else store.set(key, snapshot(form));
      changed.add(form);
      waiting ??= setTimeout(() => { waiting = undefined; send(form); }, 2000);
    });
    // The server forgets what it takes; a session that ended in between loses nothing.
    form.addEventListener("formdata", (event) => {
      event.formData.set("sent-place", placeOf(form));
      event.formData.set("sent-writing", writing);
    });
    form.addEventListener("submit", () => {
      clearTimeout(waiting);
      waiting = undefined;
      changed.delete(form);
      delete form.dataset.changed;
      store.set(key, snapshot(form));
      store.set("sent", JSON.stringify({ key, place: placeOf(form), writing }));
    });
  }

  // A request that counts as use of the session; none of its answers may be the page on which one signs in.
  async function ask(path, body) {
    const answer = await fetch(path, { method: body ? "POST" : "GET", body, redirect: "manual", keepalive: leaving && String(body ?? "").length < 60000 });
    if (answer.type === "opaqueredirect") { ended(); return null; }
    touch();
    if (!answer.ok) throw new Error(`not taken: ${answer.status}`);
    return answer.status === 204 ? null : answer.json();
  }

  // A page that is left has no time to wait; browsers let it send little.
  let leaving = false;
  document.addEventListener("visibilitychange", () => {
    leaving = document.visibilityState === "hidden";
    if (leaving) for (const form of [...changed]) send(form);
  });

  function say(form, words) {
    let line = form.querySelector("[data-draft-state]");
    if (!line) {
      line = document.createElement("p");
      line.className = "draft-state";
      line.dataset.draftState = "";
      line.setAttribute("role", "status");
      const rows = form.querySelectorAll(".actions");
      (rows[rows.length - 1] ?? form).append(line);
    }
    line.textContent = words;
  }

  async function send(form) {
    if (!changed.has(form) || !form.isConnected) return;
    changed.delete(form);
    // With nothing in it the server forgets what it kept.
    const typed = asFields(form);
    const body = new URLSearchParams(saysNothing(form, typed) ? [] : typed);
    body.set("draft-place", placeOf(form));
    body.set("draft-page", cameBack ? "" : location.pathname + location.search);
    body.set("draft-writing", writing);
    try {
      const kept = await ask("/drafts", body);
      if (!kept) return;
      // What the server has need not be asked about when the page is left.
      if (!changed.has(form)) { delete form.dataset.changed; store.remove(keyOf(form)); }
      form.dataset.kept = "yes";
      say(form, `書きかけを控えました ${kept.at.split(" ").pop()}(まだ保存していません)`);
    } catch {
      changed.add(form);
      say(form, "書きかけを控えられません。通信を確かめてください。この画面を閉じなければ、書いた内容は残っています。");
      setTimeout(() => send(form), 15000);
    }
  }

  const forget = (place) => ask("/drafts/removal", new URLSearchParams({ "draft-place": place })).catch(() => {});

  async function askForDraft(form, back) {
    let kept;
    try { kept = await ask(`/drafts?place=${encodeURIComponent(placeOf(form))}`); } catch { return; }
    if (!kept || saysNothing(form, kept.fields) || beside(kept.fields) === beside(asFields(form))) return;
    offer(form, { at: kept.at, fill: () => restoreFields(form, kept.fields), words: wordsOf(kept.fields) }, back);
  }

  async function forgetSent() {
    const kept = store.get("sent");
    if (!kept) return;
    store.remove("sent");
    const { key, place, writing: sent } = JSON.parse(kept);
    if (location.pathname === "/sign-in") {
      // The session had ended: what was typed comes back with the form, wherever that stands.
      store.set("back", key);
      const next = document.querySelector("input[name=next]");
      const page = store.get(`page:${key}`);
      if (next && page) next.value = page;
      return;
    }
    if (document.querySelector("[data-done]")) { store.remove(key); return; }
    if (cameBack) {
      // Who goes on from here and comes back, or loads the page again, asks for the form, which has their words; what was refused cannot be asked for.
      const page = store.get(`page:${key}`);
      if (page) history.replaceState(null, "", page);
      return;
    }
    // Not every page that follows says that something was saved; the server knows what it took.
    try {
      if ((await ask(`/drafts?place=${encodeURIComponent(place)}&writing=${sent}`))?.ended) store.remove(key);
    } catch { /* it is offered again */ }
  }

  // Signing out leaves nothing behind in this tab.
  document.addEventListener("submit", (event) => {
    if (!event.target.action?.endsWith("/session/end")) return;
    try { sessionStorage.clear(); } catch { /* as above */ }
  });

  function banner(words, ...buttons) {
    const note = document.createElement("div");
    note.className = "notification-banner no-print";
    note.dataset.type = "info";
    note.setAttribute("role", "status");
    const text = document.createElement("p");
    text.textContent = words;
    const row = document.createElement("p");
    for (const made of buttons) row.append(made, " ");
    note.append(text, row);
    return note;
  }

  const wordsOf = (pairs) => new Map(pairs.map(([name, value]) => [name, value]));

  // Whether words of a form would be lost: those that were typed or put into it since, and those for which nothing comes.
  const wipes = (form, words) => fields(form).filter((e) => e.name !== "version" && !isOn(e) && e.tagName !== "SELECT").some((e) => {
    const next = String(words.get(e.name) ?? "").trim();
    const since = e.value !== e.defaultValue || "filled" in form.dataset;
    return e.value.trim() && e.value.trim() !== next && (since || !next);
  });

  function offer(form, { at, fill, words }, back) {
    const put = () => { delete form.dataset.offered; fill(); form.dataset.changed = "yes"; changed.add(form); send(form); };
    if (back) {
      put();
      form.prepend(banner("サインインの前に書いていた内容を戻しました。まだ保存していません。"));
      return;
    }
    const yes = button("書きかけを戻す", "outline");
    const no = button("書きかけを捨てる", "text");
    const when = at ? `${at} まで` : "前回、保存する前";
    const note = banner(`${when}に書きかけた内容が残っています。`, yes, no);
    let warned = false;
    form.prepend(note);
    form.dataset.offered = "yes";
    yes.addEventListener("click", () => {
      if (!warned && wipes(form, words)) {
        warned = true;
        note.dataset.type = "warning";
        note.querySelector("p").textContent = "書きかけを戻すと、いま入力されている文は消えます。戻しますか。";
        yes.textContent = "入力されている文を消して戻す";
        return;
      }
      put();
      note.remove();
    });
    no.addEventListener("click", async () => {
      note.remove();
      delete form.dataset.offered;
      store.remove(keyOf(form));
      await forget(placeOf(form));
      if (form.dataset.changed) { changed.add(form); send(form); }
    });
  }

  function restoreFields(form, pairs) {
    const left = pairs.map(([name, value]) => ({ name, value }));
    for (const target of fields(form)) {
      const at = left.findIndex((e) => e.name === target.name && (!isOn(target) || e.value === target.value));
      const found = at < 0 ? undefined : left.splice(at, 1)[0];
      if (isOn(target)) target.checked = found !== undefined;
      else if (found) target.value = found.value;
    }
  }

  // The session ends when nobody asks for anything. The page says so before, and what is typed counts as use.
  const idle = Number(document.body.dataset.idle ?? 0) * 60000;
  const shared = {
    get() { try { return Number(localStorage.getItem("asked")); } catch { return 0; } },
    set(at) { try { localStorage.setItem("asked", at); } catch { /* other tabs warn early */ } },
  };
  let asked = Date.now();
  let told;
  const touch = () => { asked = Date.now(); shared.set(asked); told?.remove(); told = undefined; };

  // Only long forms are kept; of others nothing is promised.
  const isKept = (words) => (document.querySelector("form[data-draft]") ? words : "");

  function tell(note) {
    told?.remove();
    told = note;
    note.classList.add("session-note");
    document.body.append(note);
  }

  function ended() {
    if (told?.dataset.ended) return;
    let page = location.pathname + location.search;
    for (const form of document.querySelectorAll("form[data-draft]")) {
      if (form.dataset.changed || form.dataset.kept) {
        store.set("back", keyOf(form));
        page = store.get(`page:${keyOf(form)}`) ?? page;
      }
      delete form.dataset.changed;
    }
    const on = document.createElement("a");
    on.className = "button";
    on.dataset.type = "solid-fill";
    on.dataset.size = "sm";
    on.href = `/sign-in?next=${encodeURIComponent(page)}`;
    on.textContent = "サインインして続ける";
    const note = banner(`サインインが終わりました。${isKept("書きかけた内容は残っています。")}`, on);
    note.dataset.type = "warning";
    note.dataset.ended = "yes";
    tell(note);
  }

  function watch() {
    if (told?.dataset.ended) return;
    const quiet = Date.now() - Math.max(asked, shared.get());
    // Asked before it would go on for that; the server notes a use only once a minute.
    if (quiet > idle + 30000) { ask("/drafts?place=/").catch(() => {}); return; }
    if (idle - quiet > 6 * 60000) { told?.remove(); told = undefined; return; }
    if (told) return;
    const on = button("サインインを続ける", "solid-fill");
    on.addEventListener("click", () => ask("/drafts?place=/").catch(() => {}));
    const note = banner(`あと5分ほど操作がないと、サインインが終わります。${isKept("書きかけた内容はなくなりません。")}`, on);
    note.dataset.type = "warning";
    tell(note);
  }
  if (idle > 0) { shared.set(asked); setInterval(watch, Math.min(20000, idle / 20)); }

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

  // How many characters are left is said from when that is soon; the limit itself stands below the label.
  function countLeft(control) {
    if (control.dataset.counted) return;
    control.dataset.counted = "yes";
    const most = Number(control.dataset.most);
    const line = document.createElement("p");
    line.className = "count-left";
    line.setAttribute("aria-live", "polite");
    control.after(line);
    const count = () => {
      const left = most - [...control.value.trim()].length;
      line.hidden = left > most * 0.3;
      line.textContent = left < 0 ? `${-left}文字多すぎます` : `あと${left}文字`;
      line.toggleAttribute("data-over", left < 0);
    };
    control.addEventListener("input", count);
    count();
  }

  // What is wrong is read first; what an address points at is written next; else a form begins at its first field.
  function beginTyping() {
    const wrong = document.getElementById("error-summary");
    if (wrong) { wrong.focus(); return; }
    const form = document.querySelector("form[data-begin]");
    if (!form) return;
    const asked = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const inside = asked && form.contains(asked) ? asked : form;
    const first = inside.matches("input, select, textarea") ? inside : inside.querySelector("input:not([type=hidden]), select, textarea");
    const chosen = first?.type === "radio" && inside.querySelector(`input[name="${CSS.escape(first.name)}"]:checked`);
    (chosen || first)?.focus({ preventScroll: inside === form });
  }

  // The day as the server reads it stands below its field while one types, and can be taken from the browser's calendar.
  const reading = (input) => {
    const field = input.closest(".field, td") ?? input.parentElement;
    let line = field.querySelector(".reading");
    if (!line) {
      line = document.createElement("p");
      line.className = "reading";
      line.setAttribute("role", "status");
      (input.closest(".with-calendar") ?? input).after(line);
    }
    return line;
  };
  // What appears under a pressed button moves it away, and the click is lost: words wait until the pointer is up.
  let released = Promise.resolve();
  addEventListener("pointerdown", () => {
    released = new Promise((done) => {
      for (const end of ["pointerup", "pointercancel", "dragend"]) addEventListener(end, () => setTimeout(done), { once: true, capture: true });
    });
  }, true);

  async function readDay(input, left) {
    const typed = input.value;
    // A birthday is nobody's business: what is typed stands in no address.
    const read = typed.trim() ? await ask("/days", new URLSearchParams({ typed, like: input.dataset.day })).catch(() => null) : {};
    await released;
    if (!read || input.value !== typed) return;
    // What was refused is said once: above the field while it says what was sent, and no longer once it says something else.
    const refused = input.closest(".field, td")?.querySelector(".error-text");
    const asSent = refused && typed === input.defaultValue;
    if (refused) refused.hidden = !asSent;
    // While somebody types, what is not a day yet is no fault.
    reading(input).textContent = asSent ? "" : read.words ?? (left ? read.wrong ?? "" : "");
    input.dataset.iso = read.iso ?? "";
    if (left === "picked" && read.short) input.value = read.short;
  }
  let typing;
  document.addEventListener("input", ({ target }) => {
    if (!target.matches("[data-day]")) return;
    clearTimeout(typing);
    typing = setTimeout(() => readDay(target), 300);
  });
  document.addEventListener("change", ({ target }) => {
    if (target.matches("[data-day]")) { clearTimeout(typing); readDay(target, "left"); }
    if (!target.matches(".calendar")) return;
    const input = target.parentElement.querySelector("[data-day]");
    input.value = target.value;
    input.dispatchEvent(new Event("input", { bubbles: true }));
    clearTimeout(typing);
    readDay(input, "picked");
    input.focus();
  });
  document.addEventListener("click", ({ target }) => {
    const pressed = target.closest("[data-calendar]");
    if (!pressed) return;
    const [input, calendar] = ["[data-day]", ".calendar"].map((one) => pressed.parentElement.querySelector(one));
    calendar.value = input.dataset.iso ?? "";
    try { calendar.showPicker(); } catch { calendar.focus(); }
  });
  function putCalendar(input) {
    if (input.dataset.iso !== undefined || !input.closest(".with-calendar")) return;
    input.dataset.iso = "";
    const calendar = document.createElement("input");
    Object.assign(calendar, { type: "date", className: "calendar", tabIndex: -1 });
    calendar.setAttribute("aria-hidden", "true");
    const open = button("カレンダー", "outline");
    open.dataset.calendar = "";
    input.after(open, calendar);
    reading(input);
    if (input.value) readDay(input);
  }

  // What hangs on an answer is out of the way until that answer is given.
  function showAsked(form) {
    for (const part of form.querySelectorAll("[data-when]")) {
      const asked = [...form.elements].filter((one) => one.name === part.dataset.when);
      const said = asked.some((one) => one.value === part.dataset.is && (one.checked || !/^(radio|checkbox)$/.test(one.type)));
      part.hidden = asked.length > 0 && !said;
    }
  }
  document.addEventListener("change", ({ target }) => { if (target.form) showAsked(target.form); });

  const settled = forgetSent();
  const begin = (root) => {
    for (const part of root.querySelectorAll("[data-when]")) showAsked(part.closest("form"));
    for (const input of root.querySelectorAll("[data-day]")) putCalendar(input);
    for (const control of root.querySelectorAll("[data-most]")) countLeft(control);
    for (const form of root.querySelectorAll("form[data-draft]")) keepDraft(form);
    // Buttons that only a script can serve are hidden until there is one.
    for (const hidden of root.querySelectorAll("[data-needs-script][hidden]")) hidden.hidden = false;
  };

  addEventListener("beforeunload", (event) => {
    if (document.querySelector("form[data-changed]")) event.preventDefault();
  });

  // What is folded for being read rarely is printed all the same, and stands open for whoever goes to its part of the page.
  addEventListener("beforeprint", () => {
    for (const one of document.querySelectorAll(".folded:not([open])")) { one.open = true; one.dataset.shut = ""; }
  });
  addEventListener("afterprint", () => {
    for (const one of document.querySelectorAll(".folded[data-shut]")) { one.open = false; delete one.dataset.shut; }
  });
  const unfold = () => {
    const part = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const folded = part && part.querySelector(":scope > .folded");
    if (folded) folded.open = true;
  };
  addEventListener("hashchange", unfold);
  unfold();

  // A line more, as the server would give it, without leaving the page.
  document.addEventListener("click", (event) => {
    const pressed = event.target.closest("[data-more-lines]");
    const last = pressed?.closest("section").querySelector("tbody tr:last-child");
    const number = Number(last?.querySelector("[name]").name.match(/\d+/));
    if (!last || number >= 30) return;
    event.preventDefault();
    const line = last.cloneNode(true);
    for (const gone of line.querySelectorAll(".error-text, .found")) gone.remove();
    for (const part of [...line.querySelectorAll("*"), line]) {
      for (const name of ["name", "id", "aria-label", "data-head"]) {
        const value = part.getAttribute(name);
        if (value) part.setAttribute(name, value.replace(String(number), String(number + 1)));
      }
      part.removeAttribute("aria-invalid");
      if (part.matches("input")) part.value = "";
    }
    last.after(line);
    line.querySelector("input").focus();
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

  // Up and down from line to line of a list, for whoever is in it.
  function walk(event) {
    const step = { ArrowDown: 1, ArrowUp: -1, Home: -Infinity, End: Infinity }[event.key];
    const list = step && event.target.closest("main .scroll-region, main .cards, main .tasks");
    if (!list || event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, select, textarea")) return false;
    const links = [...list.querySelectorAll("tbody tr, :scope > li")].map((line) => line.querySelector("a[href]")).filter(Boolean);
    const here = links.findIndex((link) => link.closest("tr, li").contains(event.target));
    // A list that is wider or taller than its frame is scrolled by the same keys from the frame itself.
    if (here < 0 && step !== 1) return false;
    event.preventDefault();
    links[Math.max(0, Math.min(links.length - 1, here + step))]?.focus();
    return true;
  }

  // A key of one letter may be in the way of those who speak to their machine: it can be put off, on this machine.
  const slash = {
    isOff() { try { return localStorage.getItem("no-slash") === "yes"; } catch { return false; } },
    put(off) { try { localStorage.setItem("no-slash", off ? "yes" : ""); } catch { /* it stays as it is */ } },
  };
  const slashBox = document.querySelector("[data-slash]");
  if (slashBox) {
    slashBox.checked = !slash.isOff();
    slashBox.addEventListener("change", () => slash.put(!slashBox.checked));
  }

  document.addEventListener("keydown", (event) => {
    if (walk(event)) return;
    const withControl = event.key === "k" && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
    const plain = event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && !slash.isOff();
    if (event.isComposing || !(withControl || plain)) return;
    if (plain && event.target.closest("input, textarea, select, [contenteditable]")) return;
    const box = document.querySelector(".site-search input[type=search]");
    if (box) { event.preventDefault(); box.focus(); box.select(); }
  });

  // htmx replaces parts of a page; what is new there begins as on the first load.
  document.addEventListener("htmx:after:swap", () => begin(document));
  begin(document);
  beginTyping();
  // Whoever signs in meets the form at once or not at all.
  if (location.pathname !== "/sign-in") store.remove("back");
})();
