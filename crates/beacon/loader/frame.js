// Where a page refuses WebAssembly: the public form in a frame, which has a policy of its own. Its address says
// nothing; where the person is and what they shall write travels in a message.

// A frame that is refused fires `load` as well, so it counts once its page has answered.
const ANSWER_MS = 3000;

let shown;

/** Opens the frame in the shadow root of `host`. Where the page refuses frames too, `refused` is called. */
export const open = (host, config, about, refused) => {
  shown ??= build(host.shadowRoot, config.base + "f/" + config.key, () => {
    shown = undefined;
    refused();
  });
  shown.tell(about);
  if (!shown.dialog.open) shown.dialog.showModal();
};

/** Closes it. What is typed stays. */
export const close = () => shown?.dialog.close();

const build = (root, action, refused) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("__FRAME_CSS__");
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
  const dialog = make("dialog", { class: "frame", "aria-label": "Send feedback", closedby: "any" });
  const shut = make("button", { type: "button", "aria-label": "Close" });
  const frame = make("iframe", {
    title: "Send feedback",
    src: action,
    sandbox: "allow-scripts allow-same-origin allow-forms allow-popups",
    allow: "display-capture",
  });
  const { origin } = new URL(action);
  let about;
  let loaded = false;
  const tell = () => {
    if (loaded) frame.contentWindow.postMessage({ cresset: "open", ...about }, origin);
  };
  let timer;
  const settle = () => {
    clearTimeout(timer);
    removeEventListener("securitypolicyviolation", blocked);
  };
  const giveUp = () => {
    settle();
    dialog.remove();
    refused();
  };
  const blocked = (event) => {
    if (event.blockedURI.startsWith(origin)) giveUp();
  };
  addEventListener("securitypolicyviolation", blocked);
  addEventListener("message", ({ source, origin: from, data }) => {
    if (source !== frame.contentWindow || from !== origin) return;
    settle();
    if (data?.cresset === "close") dialog.close();
  });
  frame.addEventListener("load", () => {
    loaded = true;
    tell();
    timer = setTimeout(giveUp, ANSWER_MS);
  });
  shut.addEventListener("click", () => dialog.close());
  dialog.append(frame, shut);
  root.querySelector(".place").append(dialog);
  return {
    dialog,
    tell(more) {
      about = { page: location.origin + location.pathname, ...more };
      tell();
    },
  };
};

const make = (name, attributes) => {
  const element = document.createElement(name);
  for (const key in attributes) element.setAttribute(key, attributes[key]);
  return element;
};
