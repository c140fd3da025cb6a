// What a web page includes: <script async src="https://HOST/embed.js" data-key="PUBLIC_KEY"></script>
//
// Counts page views, and what happens on the page, through the beacon, which is loaded once the page is visible and
// idle; until then it only takes notes. Where WebAssembly is refused it counts the page view by itself. Draws the
// feedback button and loads the form when somebody is about to use it, or is there while an entry waits from before.
// Must never break, block or slow the page it runs in: nothing here throws or stores anything; only the form keeps a
// draft, and what it could not send yet.
//
// Attributes: data-env, data-release, data-user, data-user-sig (see docs/API.md), data-count (off), data-hash, data-404,
// data-errors (off), data-lang (en, de, ar; else the page's own), data-theme (auto, light, dark), data-position
// (bottom-right, bottom-left, top-right, top-left), data-button (off), data-label, data-attach (a selector: elements of
// the page that open the form instead of the button), data-shortcut (e.g. alt+shift+f). Elements with the attribute
// data-cresset-feedback (its value may be a type) open the form too. What cresset(…) can be told of the form is in
// crates/widget/loader/feedback.js, of what is counted:
//
// cresset('event', name, {props, interactive, revenue})
// cresset('view', address)                      a view the address of the page does not tell
// cresset('optout')                             nothing is counted on this page from now on
(() => {
  const warn = (error) => console.warn("Cresset:", error);
  const quiet = (action) => (...given) => {
    try {
      return action(...given);
    } catch (error) {
      warn(error);
    }
  };
  // Not in a function of its own, which would be parsed twice.
  try {
    const script = document.currentScript;
    const early = window.cresset;
    if (early?.runs) return;
    const said = script.dataset;
    if (!said.key) throw "no data-key";
    const base = new URL(".", script.src).href;

    // --- Counting ------------------------------------------------------------------------------------------------

    // 42 bits of time and 22 of chance: ids grow, so the index over them stays local.
    const pageId = () => {
      const chance = Math.floor(Math.random() * 4194304);
      return (BigInt(Date.now()) * 4194304n + BigInt(chance)).toString(16).padStart(16, "0");
    };

    const clock = () => Math.round(performance.now());

    const counts = said.count !== "off" && /^http/.test(location.href);

    // As they travel. The address is the first one, whatever the page's own script makes of it later.
    const head = counts && {
      v: 1,
      k: said.key,
      i: pageId(),
      env: said.env || undefined,
      rel: said.release || undefined,
      w: innerWidth,
      wd: navigator.webdriver | 0,
    };
    const first = counts && {
      q: 0,
      t: 0,
      n: "pageview",
      u: location.href.slice(0, 2000),
      r: document.referrer.slice(0, 2000) || undefined,
      nav: document.prerendering
        ? "prerender"
        : document.wasDiscarded ? "restore" : performance.getEntriesByType("navigation")[0]?.type.replace("_", "-"),
    };

    // Text and no credentials, so no preflight; survives the page.
    const send = async (body) => {
      const url = base + "api/events";
      try {
        return fetch(url, { method: "POST", body, keepalive: true, credentials: "omit" });
      } catch {
        return { status: navigator.sendBeacon(url, body) ? 202 : 0 };
      }
    };

    // Refused by a page's policy or a hardened browser; asked before anything is downloaded.
    let refused;
    const wasmRefused = () => {
      try {
        refused ??= !new WebAssembly.Module(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0));
      } catch {
        refused = true;
      }
      return refused;
    };

    // Both files are on their way at once.
    const start = async (name, wasm) => {
      const module_or_path = fetch(base + wasm);
      module_or_path.catch(() => {});
      const bundle = await import(base + name);
      await bundle.default({ module_or_path });
      return bundle;
    };

    // Whether somebody has seen the page, whether its view is sent, and whether anything else ever will be by this.
    let seen, counted, settled;

    // The view as the beacon would send it, under the same id: should both arrive, one is stored.
    const sendBare = (lite) => {
      counted = true;
      send(JSON.stringify({ ...head, s: clock(), lite, ev: [first] })).catch(() => {});
    };

    // What happens until the beacon runs, which then hears it here; of errors the first twenty. A page nobody has seen
    // yet does not count (one that is prerendered is hidden), and who leaves before the beacon runs does.
    const notes = [];
    let errors = 0;
    const note = quiet((what, at = clock()) => {
      if (/rror|ject/.test(what.type) && ++errors > 20) return;
      const { hidden } = document;
      notes.push([at, what, location.href, hidden, document.hasFocus()]);
      if (!seen && !hidden) {
        seen = true;
        first.t = at;
        if (document.readyState === "complete") idle();
        else addEventListener("load", idle);
      }
      if (seen && !counted && (hidden || what.type === "pagehide")) sendBare(0);
    });
    let listening;
    const end = () => {
      settled = counted = seen = true;
      notes.push = () => {};
      listening?.abort();
    };
    const count = () => {
      note("", 0);
      listening = new AbortController();
      for (const name of ["error", "unhandledrejection", "visibilitychange", "pagehide", "pageshow", "focus", "blur"]) {
        addEventListener(name, note, listening);
      }
      window.navigation?.addEventListener("currententrychange", note, listening);
    };

    const bare = () => {
      if (settled) return;
      if (!counted) sendBare(1);
      end();
    };
    const probe = async () => {
      try {
        if (settled || wasmRefused()) return bare();
        setTimeout(bare, 10000);
        const beacon = await start("__BEACON_JS__", "__BEACON_WASM__");
        if (settled) return;
        beacon.run(said, head, first, notes, note, listening.signal, send, pageId, quiet);
        settled = counted = true;
      } catch {
        bare();
      }
    };
    // Where a browser cannot tell when it is idle: soon, which is what a timer makes of an object.
    const whenIdle = (action) => (window.requestIdleCallback || setTimeout)(action, { timeout: 2000 });
    const idle = () => whenIdle(probe);

    // --- Feedback ------------------------------------------------------------------------------------------------

    const lang = (said.lang || document.documentElement.lang).slice(0, 2);
    const OPENERS = "[data-cresset-feedback]" + (said.attach ? "," + said.attach : "");
    const hidden = said.button === "off" || said.attach;
    let host, launcher, form, rest;

    const make = (name, properties) => Object.assign(document.createElement(name), properties);

    const place = () => {
      if (!host) {
        host = make("cresset-feedback");
        const root = host.attachShadow({ mode: "open" });
        // A constructed sheet needs no leave of the page's style-src.
        const sheet = new CSSStyleSheet();
        sheet.replaceSync("__LAUNCHER_CSS__");
        root.adoptedStyleSheets = [sheet];
        const textContent = said.label || "__LABELS__"[lang] || "Feedback";
        launcher = make("button", { type: "button", className: "pill", ariaHasPopup: "dialog", textContent });
        launcher.hidden = hidden;
        const className = ["place", said.theme, said.position].join(" ");
        const region = make("div", { className, role: "region", ariaLabel: textContent });
        region.append(launcher);
        root.append(region);
        new MutationObserver(quiet(place)).observe(document, { subtree: true, attributeFilter: ["open", "aria-modal"] });
      }
      // What a page's own modal dialog leaves out is inert, so the button goes into it, and back; also when the page
      // has replaced its body.
      const modals = [...document.querySelectorAll("dialog:modal,[aria-modal=true]")];
      const home = modals.findLast((modal) => modal.getClientRects()[0]) || document.body;
      if (host.parentNode === home) return host;
      home.append(host);
      page.moved?.();
      return host;
    };

    // What the form asks of us, and `moved` of it.
    const page = { place, wasmRefused };

    // The form as a bundle, for who may use it.
    page.preload = () => (form ??= start("__WIDGET_JS__", "__WIDGET_WASM__").catch((error) => {
      form = 0;
      throw error;
    }));

    // What calls ask for, until the code that does it is here.
    const calls = [];
    const feedback = () => import(base + "__FEEDBACK_JS__");
    const load = (failed) => {
      if (!wasmRefused()) page.preload().catch(() => {});
      rest ??= feedback().then((more) => more.begin({ ...said, base, lang }, calls, page));
      rest.catch(() => {
        rest = 0;
        failed?.();
      });
    };
    const call = (given, at) => {
      const [name] = given;
      if (/^(event|view|optout)$/.test(name)) note(given, at);
      else calls.push(given);
      if (name === "optout") end();
      if (/\.(open|send)$/.test(name)) load(page.fallBack);
    };

    // The public page in a tab of its own. Its address says where the person is, without what may be secret.
    page.fallBack = () => {
      refused = true;
      const href = base + "f/" + said.key + "?page=" + encodeURIComponent(location.origin + location.pathname);
      const textContent = "Open the feedback form";
      place();
      launcher.replaceWith(
        (launcher = make("a", { href, target: "_blank", rel: "noopener", className: "pill", textContent })),
      );
      launcher.focus();
    };

    const open = (type) => {
      place();
      if (launcher.href) return launcher.click();
      launcher.ariaBusy = "true";
      call(["feedback.open", { type }, () => (launcher.ariaBusy = null)]);
    };

    // Inside our own shadow root too, whose elements a listener out here sees only on the path.
    const opener = (event) => event.composedPath().find((node) =>
      node === launcher ? !node.href : node.matches?.(OPENERS));

    const offer = () => {
      if (!hidden) place();
      let looked;
      const intend = quiet((event) => {
        // The first look into what is stored waits for another process of the browser; not while the page loads.
        looked ??= whenIdle(resume);
        if (!rest && opener(event)) load();
      });
      addEventListener("pointerover", intend, true);
      addEventListener("focusin", intend, true);
      addEventListener("click", quiet((event) => {
        const found = opener(event);
        if (!found) return;
        event.preventDefault();
        open(found.dataset.cressetFeedback);
      }), true);
      if (said.shortcut) feedback().then((more) => more.listen(said.shortcut, open)).catch(() => {});
    };

    // What the form could not send waits in items of these names. Where nothing may be stored, nothing waits.
    const resume = () => {
      try {
        const waits = Object.keys(localStorage).some((name) => name.startsWith("cresset.q." + said.key));
        if (waits && !wasmRefused()) load();
      } catch {}
    };

    // --- Start ---------------------------------------------------------------------------------------------------

    window.cresset = quiet((...given) => call(given));
    window.cresset.runs = true;
    if (counts) count();
    else end();
    const ready = quiet(() => {
      offer();
      for (const [at, ...given] of early?.q || []) call(given, at);
      addEventListener("online", resume);
    });
    if (document.body) ready();
    else addEventListener("DOMContentLoaded", ready);
  } catch (error) {
    warn(error);
  }
})();
