/** The script tag on a page of another site. */
import type { Page } from '@playwright/test';
import { expect, test } from '../support/test';
import { Widget, tag } from '../support/widget';

const CONTENT = `<header><h1>Chests of the week</h1></header>
<main><p>Twelve chests, four heroes.</p><button id="own">Buy</button></main>`;

/** What a batch of events says, as far as these stories look. */
interface Batch {
  lite?: number;
  ev: { n: string; u: string }[];
}

test('one look is one page view, one message is one entry, and the page stays as it was', async ({
  page,
  site,
  instance,
  project,
}) => {
  await page.goto(site.put('/plain', CONTENT));
  const plain = await portrait(page);
  const views = listen(page);
  await page.goto(site.put('/chests', CONTENT + tag(instance, project)));
  await expect.poll(() => views.length, 'the beacon counts').toBe(1);
  expect(views[0]).toMatchObject({ ev: [{ n: 'pageview', u: `${site.origin}/chests` }] });

  const widget = new Widget(page);
  await expect(widget.launcher).toBeVisible();
  const carrying = await portrait(page);
  expect(carrying.globals.filter(name => !plain.globals.includes(name))).toEqual(['cresset']);
  expect({ ...carrying, globals: [] }).toEqual({ ...plain, globals: [], shifts: 0 });

  await widget.open();
  await widget.dialog.getByLabel('Bug').check();
  await widget.text.fill('The third chest does not open.');
  await widget.send.dblclick();
  await expect(widget.thanks).toBeVisible();
  await widget.dialog.getByRole('button', { name: 'Close' }).last().click();
  await expect(widget.dialog).toBeHidden();

  const token = await instance.token(project, 'feedback:read');
  const { items } = await instance.get('/api/feedback', token);
  expect(items).toMatchObject([
    { content: 'The third chest does not open.', feedback_type: 'bug', page: `${site.origin}/chests` },
  ]);
  expect(items).toHaveLength(1);
  expect(views, 'still one view').toHaveLength(1);
  expect(await stored(page), 'nothing is left on the device').toEqual({ cookie: '', local: 0, session: 0 });
});

test('a second script tag does nothing', async ({ page, site, instance, project }) => {
  const views = listen(page);
  await page.goto(site.put('/twice', CONTENT + tag(instance, project) + tag(instance, project)));
  const widget = new Widget(page);
  await expect(widget.launcher).toHaveCount(1);
  await expect.poll(() => views.length).toBe(1);
  await widget.open();
  await page.keyboard.press('Escape');
  await expect(page.locator('cresset-feedback')).toHaveCount(1);
  expect(views).toHaveLength(1);
});

test('a strict policy that names us is enough', async ({ page, site, instance, project }) => {
  const policy = `default-src 'none'; script-src ${instance.url} 'wasm-unsafe-eval'; connect-src ${instance.url}`;
  const views = listen(page);
  await page.goto(site.put('/strict', CONTENT + tag(instance, project), { 'content-security-policy': policy }));
  const widget = new Widget(page);
  await widget.open();
  await widget.text.fill('Works behind a strict policy.');
  await widget.send.click();
  await expect(widget.thanks).toBeVisible();
  await expect.poll(() => views.length).toBe(1);
});

test('where WebAssembly is refused the view still counts', async ({ page, site, instance, project, watch }) => {
  watch.allow(/WebAssembly|unsafe-eval/);
  const policy = `default-src 'none'; script-src ${instance.url}; connect-src ${instance.url}`;
  const views = listen(page);
  await page.goto(site.put('/refused', CONTENT + tag(instance, project), { 'content-security-policy': policy }));
  await expect.poll(() => views.length).toBe(1);
  expect(views[0]?.lite).toBe(1);
});

test('the style of the page does not reach the widget', async ({ page, site, instance, project }) => {
  // The button rises under the pointer; measured on its way it differs by half a pixel.
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const measure = async (path: string, style: string) => {
    const hostile = `<script>
      const sheet = new CSSStyleSheet(); sheet.replaceSync(${JSON.stringify(style)}); document.adoptedStyleSheets = [sheet];
    </script>`;
    await page.goto(site.put(path, CONTENT + hostile + tag(instance, project)));
    await page.mouse.move(0, 0);
    const widget = new Widget(page);
    const launcher = await widget.launcher.boundingBox();
    await widget.open();
    await widget.dialog.evaluate(dialog => Promise.all(dialog.getAnimations({ subtree: true }).map(a => a.finished)));
    return { launcher, dialog: await widget.dialog.boundingBox(), text: await widget.text.boundingBox() };
  };
  const neutral = await measure('/neutral', '');
  const hostile = await measure(
    '/hostile',
    'body * { font: 40px serif !important; padding: 30px !important; transform: rotate(9deg) !important; opacity: .1 !important }',
  );
  expect(hostile).toEqual(neutral);
});

/** The batches of events the page sends from now on. */
function listen(page: Page): Batch[] {
  const views: Batch[] = [];
  page.on('request', request => {
    if (request.url().endsWith('/api/events')) views.push(JSON.parse(request.postData() ?? '{}'));
  });
  return views;
}

/** All of a page that a script in it could have changed. */
async function portrait(page: Page) {
  return page.evaluate(async () => {
    const body = document.body.cloneNode(true) as HTMLElement;
    for (const element of body.querySelectorAll('script, cresset-feedback')) element.remove();
    const boxes = [...document.body.querySelectorAll('header, main, main *')].map(element =>
      element.getBoundingClientRect().toJSON(),
    );
    const shifts = await new Promise<number>(resolve => {
      new PerformanceObserver(list => resolve(list.getEntries().length)).observe({ type: 'layout-shift', buffered: true });
      setTimeout(resolve, 300, 0);
    });
    return {
      globals: Object.getOwnPropertyNames(window),
      markup: body.innerHTML.trim(),
      height: document.documentElement.scrollHeight,
      boxes,
      shifts,
      attributes: document.documentElement.getAttributeNames(),
    };
  });
}

function stored(page: Page) {
  return page.evaluate(() => ({
    cookie: document.cookie,
    local: localStorage.length,
    session: sessionStorage.length,
  }));
}
