// What a web page includes: <script async src="https://HOST/embed.js" data-key="PUBLIC_KEY"></script>
//
// Counts the page view once the page is visible and idle, through the beacon, or by itself where WebAssembly is
// refused. Draws the feedback button and loads the form when somebody is about to use it, or when an entry waits
// from before. Must never break, block or slow the page it runs in: nothing here throws or stores anything; only the
// form keeps a draft, and what it could not send yet.
//
// Attributes: data-env, data-release, data-user, data-user-sig (see docs/API.md), data-lang (en, de, ar; else the page's
// own), data-theme (auto, light, dark), data-position (bottom-right, bottom-left, top-right, top-left), data-button
// (off), data-label, data-attach (a selector: elements of the page that open the form instead of the button),
// data-shortcut (e.g. alt+shift+f). Elements with the attribute data-cresset-feedback (its value may be a type) open the
// form too. What cresset(…) can be told is in crates/widget/loader/feedback.js.
(() => {
  const quiet = (action) => (...given) => {
    try {
      return action(...given);
    } catch (error) {
      console.warn("Cresset:", error);
    }
  };
  quiet(() => {
    const script = document.currentScript || document.querySelector('script[data-key][src*="/embed.js"]');
    const early = window.cresset;
    if (!script || early?.runs) return;
    const said = script.dataset;
    if (!said.key) return console.warn("Cresset: no data-key");
    const base = new URL(".", script.src).href;

    // --- The page view -------------------------------------------------------------------------------------------

    // 42 bits of time and 22 of chance: ids grow, so the index over them stays local.
    const pageId = () => {
      const now = Date.now();
      const chance = crypto.getRandomValues(new Uint32Array(1))[0] >>> 10;
      const low = ((now % 1024) * 4194304 + chance) >>> 0;
      return [Math.floor(now / 1024), low].map((half) => half.toString(16).padStart(8, "0")).join("");
    };

    const clock = () => Math.round(performance.now());

    const navigation = () => {
      if (document.prerendering) return "prerender";
      if (document.wasDiscarded) return "restore";
      const [entry] = performance.getEntriesByType("navigation");
      return entry ? entry.type.replace("_", "-") : "navigate";
    };

    // As they travel. The address is the first one, whatever the page's own script makes of it later.
    const head = {
      v: 1,
      k: said.key,
      i: pageId(),
      env: said.env || undefined,
      rel: said.release || undefined,
      w: innerWidth,
    };
    const view = {
      q: 0,
      t: 0,
      n: "pageview",
      u: location.href.slice(0, 2000),
      r: document.referrer.slice(0, 2000) || undefined,
      nav: navigation(),
    };

    // Text and no credentials, so no preflight; survives the page. Answers later, never at once.
    const send = (body, done) => {
      const url = base + "api/events";
      let reply;
      try {
        reply = fetch(url, { method: "POST", body, keepalive: true, credentials: "omit" });
      } catch {
        reply = Promise.resolve({ status: navigator.sendBeacon(url, body) ? 202 : 0 });
      }
      reply.then(
        (r) => done({ status: r.status, after: r.headers?.get("retry-after") | 0 }),
        () => done({ status: 0, after: 0 }),
      ).catch(() => {});
    };

    // The view as the beacon would send it, under the same id: should both arrive, one is stored.
    const sendBare = (lite) => send(JSON.stringify({ ...head, s: clock(), lite, ev: [view] }), () => {});

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
    const start = (name, wasm) => {
      const module_or_path = fetch(base + wasm);
      module_or_path.catch(() => {});
      return import(base + name).then((bundle) => bundle.default({ module_or_path }).then(() => bundle));
    };

    const armed = quiet(() => {
      // Who leaves before the beacon runs counts too. The first of the two events is enough.
      const leaving = quiet((event) => {
        if (event.type === "pagehide" || document.visibilityState === "hidden") {
          stay();
          sendBare(0);
        }
      });
      const stay = () => {
        removeEventListener("pagehide", leaving);
        document.removeEventListener("visibilitychange", leaving);
      };
      let settled = false;
      const settle = (action) => quiet((value) => {
        if (settled) return;
        settled = true;
        stay();
        action(value);
      });
      const bare = settle(() => sendBare(1));
      const probe = quiet(() => {
        if (wasmRefused()) return bare();
        setTimeout(bare, 10000);
        start("__BEACON_JS__", "__BEACON_WASM__").then(settle((beacon) => beacon.start({ ...head, ...view, send })), bare);
      });
      addEventListener("pagehide", leaving);
      document.addEventListener("visibilitychange", leaving);
      // Where a browser cannot tell when it is idle: soon, which is what a timer makes of an object.
      const idle = () => (window.requestIdleCallback || setTimeout)(probe, { timeout: 2000 });
      if (document.readyState === "complete") idle();
      else addEventListener("load", idle);
    });

    // A page nobody has seen yet does not count.
    const whenSeen = (then) => {
      const [name, unseen] = document.prerendering
        ? ["prerenderingchange", () => document.prerendering]
        : ["visibilitychange", () => document.visibilityState === "hidden"];
      if (!unseen()) return then();
      document.addEventListener(name, () => {
        view.t = clock();
        whenSeen(then);
      }, { once: true });
    };

    // --- Feedback ------------------------------------------------------------------------------------------------

    // English is part of the form; another language is a file with the name of the button beside it.
    const [file, label] = "__LANGUAGES__"[(said.lang || document.documentElement.lang).slice(0, 2)] || [, "Feedback"];
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
        const textContent = said.label || label;
        launcher = make("button", { type: "button", className: "pill", ariaHasPopup: "dialog", textContent });
        launcher.hidden = hidden;
        const className = ["place", said.theme, said.position].join(" ");
        root.append(make("div", { className, role: "region", ariaLabel: textContent }));
        root.lastChild.append(launcher);
        new MutationObserver(quiet(place)).observe(document, { subtree: true, attributeFilter: ["open", "aria-modal"] });
      }
      // What a page's own modal dialog leaves out is inert, so the button goes into it, and back; also when the page
      // has replaced its body.
      const modals = [...document.querySelectorAll("dialog:modal,[aria-modal=true]")];
      const home = modals.filter((modal) => modal.getClientRects().length).pop() || document.body;
      if (host.parentNode === home) return host;
      home.append(host);
      // Dialogs that were moved are no longer on top.
      for (const ours of host.shadowRoot.querySelectorAll("dialog[open]")) {
        ours.open = false;
        ours.showModal();
      }
      return host;
    };

    // The form as a bundle, for who may use it.
    const preload = () => (form ??= start("__WIDGET_JS__", "__WIDGET_WASM__").catch((error) => {
      form = 0;
      throw error;
    }));

    // What calls ask for, until the code that does it is here.
    const calls = [];
    const feedback = () => import(base + "__FEEDBACK_JS__");
    const load = (failed) => {
      if (!wasmRefused()) preload().catch(() => {});
      rest ??= feedback().then((more) =>
        more.begin({ ...said, base, file }, calls, { place, preload, wasmRefused, fallBack }));
      rest.catch(() => {
        rest = 0;
        if (failed) failed();
      });
    };
    const call = (...given) => {
      calls.push(given);
      if (/\.(open|send)$/.test(given[0])) load(fallBack);
    };

    // The public page in a tab of its own. Its address says where the person is, without what may be secret.
    const fallBack = () => {
      refused = true;
      const about = encodeURIComponent(location.origin + location.pathname);
      const href = base + "f/" + said.key + "?page=" + about;
      const textContent = "Open the feedback form";
      place();
      const link = make("a", { href, target: "_blank", rel: "noopener", className: "pill", textContent });
      launcher.replaceWith(link);
      launcher = link;
      link.focus();
    };

    const open = (type) => {
      place();
      if (launcher.href) return launcher.click();
      launcher.ariaBusy = "true";
      call("feedback.open", { type }, () => (launcher.ariaBusy = null));
    };

    // Inside our own shadow root too, whose elements a listener out here sees only on the path.
    const opener = (event) => event.composedPath().find((node) =>
      node === launcher ? !node.href : node.matches?.(OPENERS));

    const offer = () => {
      if (!hidden) place();
      const intend = quiet((event) => rest || (opener(event) && load()));
      for (const name of ["pointerover", "focusin", "touchstart"]) {
        addEventListener(name, intend, { capture: true, passive: true });
      }
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

    const cresset = quiet(call);
    cresset.runs = true;
    window.cresset = cresset;
    if (/^http/.test(view.u)) quiet(whenSeen)(armed);
    const ready = quiet(() => {
      offer();
      for (const [, ...given] of early?.q || []) cresset(...given);
      addEventListener("online", resume);
      resume();
    });
    if (document.body) ready();
    else addEventListener("DOMContentLoaded", ready);
  })();
})();
