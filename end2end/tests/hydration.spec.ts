/** wasm takes over what the server wrote: nothing is made again or asked for again, and nothing typed is lost. */
import { type Page, expect } from '@playwright/test';
import { test } from '../support/test';
import { address, routeTable } from '../support/pages';

for (const route of routeTable().filter(path => path.startsWith('/app/{project}') || path.startsWith('/admin'))) {
  test(`${route} is taken over as it stands`, async ({ page, demo }) => {
    await page.context().addCookies(demo.cookies);
    const at = await address(page, demo.instance.url + route, demo.slug);
    const wasm = await hold(page, '**/*.wasm');
    const live = await hold(page, '**/live');

    await page.goto(at, { waitUntil: 'commit' });
    await wasm.wanted;
    const asked: string[] = [];
    page.on('request', request => request.url().includes('/fn/') && asked.push(request.url()));
    const before = await page.evaluate(markAll);
    const typed = page.locator('main input:visible:is([type=text], [type=email], [type=password])').first();
    const types = (await typed.count()) > 0;
    if (types) await typed.fill('7');
    wasm.release();
    await (route.startsWith('/app') ? live.wanted : page.waitForLoadState('networkidle'));
    await page.evaluate(() => new Promise(done => requestIdleCallback(done)));

    expect(await page.locator('[data-mark]').count(), 'elements that stayed').toBe(before);
    expect(asked, 'functions called').toEqual([]);
    if (types) await expect(typed).toHaveValue('7');
    live.release();
  });
}

/** Lets requests to `pattern` wait. */
async function hold(page: Page, pattern: string) {
  let release!: () => void;
  let want!: () => void;
  const released = new Promise<void>(done => (release = done));
  const wanted = new Promise<void>(done => (want = done));
  await page.route(pattern, async route => {
    want();
    await released;
    await route.continue();
  });
  return { release, wanted };
}

/** Marks the headings, fields and links of the page; returns how many. */
function markAll(): number {
  const all = document.querySelectorAll<HTMLElement>('h1, h2, main a, main input, main button');
  all.forEach(element => (element.dataset.mark = ''));
  return all.length;
}

test('code of a page that does not come is no dead end', async ({ page, demo, watch }) => {
  watch.allow(/404/);
  await page.context().addCookies(demo.cookies);
  const live = page.waitForRequest('**/live');
  await page.goto(`${demo.instance.url}/app/${demo.slug}`);
  await live;
  // What an older server offered, a newer one does not; its own pages it serves.
  await page.route('**/*.wasm', route =>
    page.url().endsWith('/settings') ? route.continue() : route.fulfill({ status: 404 }));
  const loaded = page.waitForEvent('domcontentloaded');

  await page.getByRole('link', { name: 'Settings', exact: true }).click();

  await loaded;
  await expect(page).toHaveURL(/\/settings$/);
  await expect(page.getByRole('heading', { name: 'Settings', level: 1 })).toBeVisible();
});
