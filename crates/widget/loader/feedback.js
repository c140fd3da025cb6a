// What /embed.js leaves out until somebody is about to use the form: the calls of the page, the language, and the
// form where WebAssembly is refused.
//
// cresset('feedback.open', {type, content})     opens the form; what is typed already stays
// cresset('feedback.close')
// cresset('feedback.send', {content, type, rating, email})     sends an entry without the form, exactly once
// cresset('feedback.texts', {title: …})         replaces texts of the form (crates/widget/languages has the names)
// cresset('identify', user, {email, signature}) who uses the page; null: nobody any more
// cresset('context', {plan: 'pro'})             goes along with entries as metadata.context; the form lists it
// cresset('on', 'feedback.sent', ({id}) => …)   also feedback.opened and feedback.closed

// As much as may reasonably be looked through by the person who sends it.
const CONTEXT_MAX = 4000;
// English is part of the form; another language is a file.
const LANGUAGES = "__LANGUAGES__";

/** Opens the form at the keys of data-shortcut. One alone may be a command of the page or of an assistive technology. */
export const listen = (shortcut, open) => {
  if (!/(alt|ctrl|meta)\+/.test(shortcut)) return console.warn("Cresset: data-shortcut needs alt, ctrl or meta");
  addEventListener("keydown", (event) => {
    const held = ["ctrl", "alt", "shift", "meta"].filter((key) => event[key + "Key"]);
    // With Alt a key types another sign on some systems.
    const keys = [event.key, event.code.replace(/Key|Digit/, "")];
    if (keys.some((key) => [...held, key].join("+").toLowerCase() === shortcut)) {
      event.preventDefault();
      open();
    }
  });
};

/**
 * Does the calls that wait in `calls`, then those that come. `config` goes on to the form; `page` is what the loader
 * can do: `place`, `preload`, `wasmRefused`, `fallBack`. It calls `page.moved` after it has moved the button.
 */
export const begin = (config, calls, page) => {
  const texts = {};
  const listeners = [];
  config.pictures = pictures(config.base, () => config.texts.pictures, true);
  let language, frame, dialog;

  const tell = (name, about = {}) => {
    for (const [wanted, listener] of listeners) if (wanted === name) attempt(() => listener(about));
  };

  const form = async () => {
    const file = LANGUAGES[config.lang];
    language ??= file && fetch(config.base + file).then((reply) => reply.json()).catch(() => {});
    const [form, found] = await Promise.all([page.preload(), language]);
    config.texts = { ...found, ...texts };
    return form;
  };

  // Dialogs that were moved are no longer on top.
  page.moved = () => {
    for (const ours of page.place().shadowRoot.querySelectorAll("dialog[open]")) {
      ours.open = false;
      ours.showModal();
    }
  };

  const open = async (about, opened = () => {}) => {
    const host = page.place();
    try {
      if (page.wasmRefused()) {
        frame ??= await import(config.base + "__FRAME_JS__");
        frame.open(host, config, about, page.fallBack);
      } else {
        (await form()).open(host, { ...config, ...about });
        if (!dialog) {
          dialog = host.shadowRoot.querySelector("dialog[open]");
          dialog.addEventListener("close", () => tell("feedback.closed"));
        }
      }
      tell("feedback.opened");
    } catch (error) {
      console.warn("Cresset:", error);
      page.fallBack();
    }
    opened();
  };

  const commands = {
    "feedback.open": open,
    "feedback.close": async () => {
      if (frame) frame.close();
      else (await page.preload()).close(page.place());
    },
    "feedback.send": async ({ type, rating = "", ...entry }) =>
      (await form()).send(config, { ...entry, feedback_type: type, rating: rating + "" }),
    "feedback.texts": (given) => Object.assign(texts, given),
    identify: (user, { email, signature } = {}) => Object.assign(config, { user, email, userSig: signature }),
    context: (about) => {
      const text = about && JSON.stringify(about);
      if (text && text.length > CONTEXT_MAX) throw `context: ${text.length} characters of JSON; at most ${CONTEXT_MAX} go along`;
      config.context = text;
    },
    on: (...listener) => listeners.push(listener),
  };

  const attempt = async (action) => {
    try {
      await action();
    } catch (error) {
      console.warn("Cresset:", error);
    }
  };
  const run = ([name, ...given]) => {
    if (commands[name]) attempt(() => commands[name](...given));
    else console.warn("Cresset: there is no call", name);
  };

  // The form tells it once the server has an entry, also one that waited.
  addEventListener("cresset-sent", ({ entry }) => tell("feedback.sent", { id: entry.id }));
  calls.splice(0).forEach(run);
  calls.push = run;
  if (!page.wasmRefused()) attempt(async () => (await form()).resume(config));
};
