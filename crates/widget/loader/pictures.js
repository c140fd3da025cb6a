// Stands before feedback.js and page.js: how the form comes to pictures. The bundle that takes and marks them up is
// loaded when somebody has one.

/**
 * What the form calls: `capture(place)` and `edit(file, place)` promise a list with a file, or without if the person left;
 * both open in the form around `place`. `thumbnail(canvas, file)` draws. `texts` gives those of the editor. Where the
 * screen cannot be shared (phones, http pages) there is no `capture`.
 */
const pictures = (base, texts, preferCurrentTab) => {
  let bundle;
  const load = () => (bundle ??= import(base + "__PICTURES_JS__")
    .then((made) => made.default({ module_or_path: base + "__PICTURES_WASM__" }).then(() => made))
    .catch((error) => {
      bundle = 0;
      throw error;
    }));
  const devices = navigator.mediaDevices;
  const listed = (file) => (file ? [file] : []);
  return {
    // Asked for within the click: some browsers refuse once anything was waited for.
    capture: devices?.getDisplayMedia && ((place) => {
      const sharing = devices.getDisplayMedia({ video: true, preferCurrentTab, selfBrowserSurface: "include" });
      const loading = load();
      loading.catch(() => sharing.then((stream) => stream.getTracks().forEach((track) => track.stop()), () => {}));
      return sharing.then(async (stream) => listed(await (await loading).capture(stream, place, texts())));
    }),
    edit: (file, place) => load().then((made) => made.edit(file, place, texts())).then(listed),
    thumbnail: (canvas, file) => load().then((made) => made.thumbnail(canvas, file)),
  };
};

