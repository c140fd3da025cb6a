// Part of the beacon's bundle: hears what happens on the page and tells the functions of the wasm beside it
// (crates/beacon/src/embed.rs), in numbers and texts. What follows from it is decided there.

/**
 * Starts counting. `said` are the attributes of the tag, `head` and `first` what the loader knows of the page load,
 * `notes` what it heard so far: [time, event or call, address, hidden, focused]. It hears the rest as well: `note` is
 * its listener, until `signal` says that the page is not to be counted.
 */
export const run = (said, head, first, notes, note, signal, send, pageId, quiet) => {
  const clock = () => Math.round(performance.now());
  const [loaded = {}] = performance.getEntriesByType("navigation");
  const activated = loaded.activationStart || 0;
  const since = (time) => Math.max(time - activated, 0);
  const observers = [];
  let loads = 0;
  let bodies = 0;
  let out = false;

  const flush = (leaving) => {
    for (let body; !out && (body = take(clock(), leaving)); ) {
      const number = ++bodies;
      // Timers go off a little early at times.
      const settled = (status, after) =>
        setTimeout(flush, answered(number, status, after, Math.random() * 256, clock()) + 10);
      send(body).then((reply) => settled(reply.status, reply.headers?.get("retry-after") | 0), () => settled(0, 0));
    }
  };

  // --- Web vitals ------------------------------------------------------------------------------------------------

  // When the page was first out of sight. Not all browsers remember; those that do know it from before the loader.
  const wasHidden = () => {
    const entry = performance.getEntriesByType("visibility-state")
      .find(({ name, startTime }) => name === "hidden" && startTime >= activated);
    const place = notes.findIndex(([at, , , hidden]) => hidden && at >= activated);
    return entry?.startTime ?? (place > 0 ? notes[place][0] : place < 0 ? Infinity : 0);
  };
  // Paints count until then, or until a key or click.
  let until = wasHidden();
  let before = 0;
  const interactions = () => (performance.interactionCount || 0) - before;

  const measures = {
    "layout-shift": ({ value, startTime, hadRecentInput }) => hadRecentInput || shifted(value, startTime),
    "largest-contentful-paint": ({ startTime }) => startTime < until && enlarged(since(startTime)),
    paint: ({ name, startTime }) =>
      name === "first-contentful-paint" && startTime < until && painted(since(startTime)),
    event: ({ interactionId, duration }) => interactionId && interacted(interactionId, duration),
  };
  measures["first-input"] = measures.event;
  const known = (type) => PerformanceObserver.supportedEntryTypes.includes(type);
  // A layout that never shifts is worth telling, unless the browser would not tell if it did.
  const steady = () => known("layout-shift") && shifted(0, 0);

  // A page that was loaded out of sight has no vitals.
  const measure = () => {
    if (until <= activated || loads > 1) return;
    if (loaded.responseStart) responded(since(loaded.responseStart));
    steady();
    for (const type of Object.keys(measures).filter(known)) {
      const observer = new PerformanceObserver((list) => list.getEntries().forEach(measures[type]));
      observer.observe({ type, buffered: true, durationThreshold: 40 });
      observers.push(() => observer.takeRecords().forEach(measures[type]));
    }
  };

  // What is painted from now on does not count.
  const settle = (at) => {
    observers.forEach((finish) => finish());
    until = Math.min(until, at);
  };

  // --- Views and engagement --------------------------------------------------------------------------------------

  const begin = (i, at, url, referrer, navigation) => {
    loads++;
    open(JSON.stringify({ ...head, i }), at, url, referrer, navigation, "hash" in said);
  };

  const look = () => scrolled(Math.ceil(scrollY + innerHeight), document.documentElement.scrollHeight);
  let looking;
  const lookSoon = () => {
    looking ??= setTimeout(() => {
      looking = undefined;
      look();
    }, 250);
  };

  const move = (at, url) => {
    look();
    moved(at, url);
    lookSoon();
  };

  const hide = (at) => {
    settle(at);
    look();
    leave(at, interactions());
  };

  // Out of the browser's cache of pages to go back to.
  const restore = (at, url) => {
    begin(pageId(), at, url, "", "back-forward-cache");
    lookSoon();
    if (!observers.length) return;
    before = performance.interactionCount || 0;
    until = Infinity;
    responded(0);
    steady();
    requestAnimationFrame(() => requestAnimationFrame(() => {
      if (until < Infinity) return;
      painted(performance.now() - at);
      enlarged(performance.now() - at);
    }));
  };

  // --- Events ----------------------------------------------------------------------------------------------------

  const json = (value) => (value ? JSON.stringify(value) : "");
  const tell = (at, url, name, props, interactive, revenue) =>
    event(at, name, url, json(props), interactive !== false, json(revenue));
  const path = (url) => ({ path: new URL(url).pathname });

  const called = (at, url, [what, given, { props, interactive, revenue } = {}]) => {
    if (what === "optout") out = true;
    else if (what === "view") view(at, given ? new URL(given, url).href : url);
    else if (given) tell(at, url, given + "", props || (given == 404 && path(url)), interactive, revenue);
    else throw "an event needs a name";
  };

  // The third button is for menus. What is in our own shadow root is not the page's.
  const click = (at, url, what) => {
    if (what.isTrusted) settle(at);
    const link = what.composedPath().find(({ localName, host }) => localName === "a" && host);
    if (link && what.button < 2 && what.target.localName !== "cresset-feedback") {
      follow(at, link.href, link.host, location.host, url);
    }
  };

  const failed = (at, url, { message, filename = "", lineno = 0, colno = 0, error, reason }) => {
    if (said.errors === "off" || window.__SENTRY__) return;
    const stack = (error || reason)?.stack || "";
    fail(at, url, String(message ?? reason?.message ?? reason), filename, lineno, colno, String(stack));
  };

  const heard = {
    error: failed,
    unhandledrejection: failed,
    click,
    auxclick: click,
    keydown: (at, url, what) => what.isTrusted && settle(at),
    submit: (at, url) => tell(at, url, "Form: Submission", path(url)),
    scroll: lookSoon,
    visibilitychange: (at, url, what, hidden) => hidden && hide(at),
    pagehide: hide,
    pageshow: (at, url, what) => what.persisted && restore(at, url),
    focus() {},
    blur() {},
  };

  const hear = ([at, what, url, hidden, focused]) => {
    if (Array.isArray(what)) return called(at, url, what);
    attend(at, !hidden && focused);
    if (what) (heard[what.type] || move)(at, url, what, hidden);
  };

  // --- Start -----------------------------------------------------------------------------------------------------

  begin(head.i, first.t, first.u, first.r || "", first.nav);
  notes.splice(0).forEach(quiet(hear));
  if ("404" in said) tell(first.t, first.u, "404", path(first.u));
  measure();
  lookSoon();
  for (const name of ["click", "auxclick", "keydown", "submit", "scroll"]) {
    addEventListener(name, note, { capture: true, passive: true, signal });
  }
  // Not all browsers tell of it.
  if (!window.navigation) {
    move(clock(), location.href);
    addEventListener("popstate", note, { signal });
    const { pushState } = history;
    history.pushState = (...given) => {
      pushState.apply(history, given);
      note({ type: "pushState" });
    };
  }
  notes.push = (one) => {
    hear(one);
    flush(one[3] || one[1].type === "pagehide");
  };
  if (document.hidden) hide(clock());
  flush(document.hidden);
};
