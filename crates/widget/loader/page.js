// Makes the form of a public page live at the first interaction, or at once for who has a draft or an entry that waits
// from before. Until then, and where this does not run, the form is a plain one that posts.
const form = document.querySelector(".cf-form");
// Between the two events of a pair the form must stay: a click needs its button, a composition its text area.
const PAIRS = { pointerdown: "pointerup", compositionstart: "compositionend" };
// The click comes after the finger is up, on a phone a moment later.
const CLICK_MS = 300;

const key = form.elements.key.value;

let begun = false;
// The page is being left then: what is still on its way fails, and a live form would keep as a draft what was sent.
let posted = false;
let busy = 0;
let freeAt = 0;

const swap = (widget) => {
  if (posted) return;
  const wait = freeAt - performance.now();
  if (busy > 0 || wait > 0) return setTimeout(swap, Math.max(wait, 50), widget);
  widget.takeover(form, pictures("/", () => undefined, false));
};

const begin = async () => {
  if (begun) return;
  begun = true;
  try {
    const widget = await import("/__WIDGET_JS__");
    await widget.default({ module_or_path: "/__WIDGET_WASM__" });
    widget.resume({ base: "/", key });
    swap(widget);
  } catch (error) {
    if (!posted) console.warn("The form stays a plain one:", error);
  }
};

for (const [first, last] of Object.entries(PAIRS)) {
  form.addEventListener(first, () => (busy += 1));
  addEventListener(last, () => {
    busy = 0;
    freeAt = performance.now() + CLICK_MS;
  });
}
addEventListener("pointercancel", () => (busy = 0));
form.addEventListener("submit", () => (posted = true));
form.addEventListener("pointerdown", begin);
form.addEventListener("focusin", begin);
if (parent !== window) {
  // In a frame on a page that refuses WebAssembly: that page says what the form is about, and closes the frame.
  let answer = () => {};
  addEventListener("message", ({ source, origin, data }) => {
    if (source !== parent || data?.cresset !== "open") return;
    answer = (cresset) => parent.postMessage({ cresset }, origin);
    const { page, content, feedback_type: types } = form.elements;
    page.value ||= data.page || "";
    content.value ||= data.content || "";
    if (data.type) types.value = data.type;
    document.querySelector(".cf-form textarea").focus();
    answer("ready");
  });
  addEventListener("keydown", (event) => event.key === "Escape" && answer("close"));
}
try {
  const kept = ["cresset.d." + key, "cresset.q." + key + "."];
  if (Object.keys(localStorage).some((name) => kept.some((start) => name.startsWith(start)))) begin();
} catch {
  // No storage: nothing waits.
}
