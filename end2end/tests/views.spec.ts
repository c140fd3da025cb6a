/** What counts as a view: pages within a page, pages that come back, pages nobody saw. */
import { EARLY, expect, outOfSight, sight, test } from '../support/beacon';

test('load, push, back and forward are four views; another query is none', async ({ page, relay, counted }) => {
  await page.goto(counted('/a'));
  await expect.poll(() => relay.views).toEqual(['navigate /a']);
  await page.evaluate(() => history.pushState({}, '', '/b?x=1'));
  await page.evaluate(() => history.replaceState({}, '', '/b?x=2'));
  await page.evaluate(() => history.pushState({}, '', '/b?x=3#y'));
  await page.goBack();
  await page.goBack();
  await page.goForward();
  await expect.poll(() => relay.views).toEqual([
    'navigate /a',
    'soft-navigation /b',
    'soft-navigation /a',
    'soft-navigation /b',
  ]);
  const views = relay.named('pageview');
  expect(new Set(views.map(view => view.i)).size, 'one page load').toBe(1);
  expect(views.every((view, index) => index === 0 || view.q > views[index - 1]!.q)).toBe(true);
  expect(relay.named('engagement').map(({ q }) => q), 'each view that ended').toEqual(views.slice(0, 3).map(({ q }) => q));
});

test('so they are where the browser does not tell of them', async ({ page, relay, counted }) => {
  await page.addInitScript(() => Object.defineProperty(window, 'navigation', { value: undefined }));
  await page.goto(counted('/old'));
  await expect.poll(() => relay.views).toEqual(['navigate /old']);
  await page.evaluate(() => history.pushState({}, '', '/older'));
  await page.goBack();
  await expect.poll(() => relay.views).toEqual(['navigate /old', 'soft-navigation /older', 'soft-navigation /old']);
});

test('a move before the beacon runs counts, with its own time', async ({ page, relay, counted }) => {
  const address = counted('/early', `${EARLY}<script>onload = () => history.pushState({}, '', '/early/home')</script>`);
  await page.goto(address);
  await expect.poll(() => relay.views).toEqual(['navigate /early', 'soft-navigation /early/home']);
  const loaded = await page.evaluate(() => performance.getEntriesByType('navigation')[0]!.toJSON().loadEventStart);
  expect(Math.abs(relay.named('pageview')[1]!.t - loaded)).toBeLessThan(50);
});

test('the fragment tells pages apart where the site says so', async ({ page, relay, counted }) => {
  await page.goto(counted('/hash'));
  await expect.poll(() => relay.views).toHaveLength(1);
  await page.evaluate(() => (location.hash = '/one'));
  await page.goto(counted('/hashed', '', 'data-hash'));
  await expect.poll(() => relay.views).toEqual(['navigate /hash', 'navigate /hashed']);
  await page.evaluate(() => (location.hash = '/two'));
  await expect.poll(() => relay.named('pageview').map(view => new URL(view.u).hash)).toEqual(['', '', '#/two']);
});

test('a view is told by hand', async ({ page, relay, counted }) => {
  await page.goto(counted('/hand', `${EARLY}<script>cresset('view', '/modal/prices')</script>`));
  await expect.poll(() => relay.views).toEqual(['navigate /hand', 'soft-navigation /modal/prices']);
});

test('a page nobody has seen does not count, and once it is seen it does, without vitals', async ({
  page,
  relay,
  counted,
}) => {
  await outOfSight(page);
  await page.goto(counted('/behind'));
  await page.waitForTimeout(3_000);
  expect(relay.batches).toEqual([]);
  await sight(page, true);
  await expect.poll(() => relay.views).toEqual(['navigate /behind']);
  expect(relay.named('pageview')[0]!.t).toBeGreaterThan(2_900);
  await sight(page, false);
  await expect.poll(() => relay.named('engagement')).toHaveLength(1);
  expect(relay.named('vitals')).toEqual([]);
});

test('who leaves right after the load is one view', async ({ page, relay, counted, site }) => {
  const next = site.put('/elsewhere', '<p>Elsewhere</p>');
  const address = counted('/short');
  await page.goto(address);
  await page.waitForFunction('window.cresset?.runs');
  await page.waitForTimeout(300);
  await page.goto(next);
  await expect.poll(() => relay.views).toEqual(['navigate /short']);
  // Before the beacon is there, too.
  await page.route('**/embed/b-*.wasm', () => {});
  await page.goto(address);
  await page.waitForFunction('window.cresset?.runs');
  await page.waitForTimeout(300);
  await page.goto(next);
  await expect.poll(() => relay.views).toEqual(['navigate /short', 'navigate /short']);
  expect(relay.batches.every(batch => !batch.lite)).toBe(true);
});

test('where WebAssembly is refused there is one view, and the form still works', async ({
  page,
  relay,
  counted,
  watch,
}) => {
  watch.allow(/WebAssembly|unsafe-eval/);
  const policy = `default-src 'none'; script-src ${relay.url} 'unsafe-inline'; connect-src ${relay.url}; frame-src ${relay.url}`;
  const address = counted('/refused', `${EARLY}<script>cresset('event', 'Signup')</script>`, '', {
    'content-security-policy': policy,
  });
  const thrown: Error[] = [];
  page.on('pageerror', error => thrown.push(error));
  await page.goto(address);
  await expect.poll(() => relay.batches.length).toBe(1);
  await page.evaluate(() => {
    window.cresset('event', 'Later');
    history.pushState({}, '', '/refused/more');
    window.cresset('feedback.open', { type: 'bug' });
  });
  await expect(page.frameLocator('iframe').getByRole('button', { name: 'Send feedback' })).toBeVisible();
  await sight(page, false);
  expect(relay.batches).toMatchObject([{ lite: 1, ev: [{ n: 'pageview' }] }]);
  expect(relay.batches[0]!.ev).toHaveLength(1);
  expect(relay.asked.filter(path => path.includes('/embed/b-'))).toEqual([]);
  expect(thrown).toEqual([]);
});

test('a page that must not be counted is not', async ({ page, relay, counted }) => {
  await page.goto(counted('/off', '', 'data-count="off"'));
  await page.evaluate(() => window.cresset('event', 'Signup'));
  await page.goto(counted('/out', `${EARLY}<script>cresset('optout')</script>`));
  await page.waitForTimeout(3_000);
  await page.goto(counted('/in'));
  await expect.poll(() => relay.views).toEqual(['navigate /in']);
  await page.evaluate(() => {
    window.cresset('optout');
    window.cresset('event', 'Signup');
    history.pushState({}, '', '/in/more');
  });
  await sight(page, false);
  await page.waitForTimeout(500);
  expect(relay.batches).toHaveLength(1);
  expect(relay.asked.filter(path => path.includes('.wasm')), 'nothing is loaded for nothing').toHaveLength(1);
});
