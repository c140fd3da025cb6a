/** What happens on a page, besides that it is looked at, and how it reaches the server. */
import { EARLY, expect, test } from '../support/beacon';

test('an event told before the beacon runs keeps its time and all it was given', async ({ page, relay, counted }) => {
  const early = `${EARLY}<script>
    cresset('event', 'Signup', { props: { plan: 'pro', seats: 3 }, interactive: false, revenue: { amount: '9.90', currency: 'EUR' } });
    window.told = performance.now();
  </script>`;
  await page.goto(counted('/early', early, 'data-env="staging" data-release="web@2.4.0"'));
  await expect.poll(() => relay.named('Signup')).toHaveLength(1);
  const [signup] = relay.named('Signup');
  expect(signup).toMatchObject({
    p: { plan: 'pro', seats: 3 },
    ia: false,
    $: { amount: '9.90', currency: 'EUR' },
    u: `${new URL(page.url()).origin}/early`,
  });
  expect(Math.abs(signup!.t - (await page.evaluate('told') as number))).toBeLessThan(50);
  expect(signup!.s - signup!.t, 'it waited').toBeGreaterThan(0);
  expect(relay.batches[0]).toMatchObject({ env: 'staging', rel: 'web@2.4.0', w: page.viewportSize()!.width });
  expect(relay.batches[0]!.i).toMatch(/^[0-9a-f]{16}$/);
  await page.evaluate(() => window.cresset('event', 'Later'));
  await expect.poll(() => relay.named('Later')).toHaveLength(1);
  expect(Object.keys(relay.named('Later')[0]!).sort()).toEqual(['i', 'n', 'q', 's', 't', 'u']);
});

test('links to elsewhere, downloads and forms are events, and do what they did', async ({ page, relay, counted, site }) => {
  site.put('/thanks', '<p>Thanks</p>');
  await page.goto(counted('/shop', `
    <a href="http://127.0.0.1:9/partner?x=1#y"><b>Partner</b></a>
    <a href="/list.PDF?key=1" download>List</a>
    <a href="/thanks">Thanks</a>
    <button>No link</button>
    <form action="/thanks"><input name="mail"><button>Subscribe</button></form>
    <script>
      document.querySelector('a').onclick = event => event.preventDefault();
      document.querySelectorAll('a')[1].onclick = event => event.preventDefault();
    </script>`));
  await expect.poll(() => relay.views).toHaveLength(1);
  await page.getByText('Partner').click();
  await page.getByText('Partner').click({ button: 'right' });
  await page.getByText('No link').click();
  await page.getByText('List').click();
  await page.getByText('Subscribe').click();
  await expect(page).toHaveURL(/thanks\?mail=$/);
  await expect.poll(() => relay.events.filter(({ p }) => p).map(({ n, p }) => [n, p])).toEqual([
    ['Outbound Link: Click', { url: 'http://127.0.0.1:9/partner?x=1#y' }],
    ['File Download', { url: `${site.origin}/list.PDF` }],
    ['Form: Submission', { path: '/shop' }],
  ]);
});

test('a link that is followed at once counts', async ({ page, relay, counted, site }) => {
  const away = site.put('/away', '<p>Away</p>').replace('shop.test', '127.0.0.1');
  await page.goto(counted('/leaving', `<a href="${away}">Away</a>`));
  await expect.poll(() => relay.views).toHaveLength(1);
  await page.getByText('Away').click();
  await expect(page).toHaveURL(away);
  await expect.poll(() => relay.named('Outbound Link: Click').map(({ p }) => p)).toEqual([{ url: away }]);
});

test('a page that is not there says so', async ({ page, relay, counted }) => {
  await page.goto(counted('/lost', '', 'data-404'));
  await expect.poll(() => relay.named('404').map(({ p }) => p)).toEqual([{ path: '/lost' }]);
  await page.goto(counted('/app', `${EARLY}<script>cresset('event', '404')</script>`));
  await expect.poll(() => relay.named('404').map(({ p }) => p)).toEqual([{ path: '/lost' }, { path: '/app' }]);
});

test('errors nobody caught are told, once each, the first twenty', async ({ page, relay, counted, watch }) => {
  watch.allow(/threw|too deep|no hero|Cresset/);
  const early = `<script>function fall() { throw new TypeError('too deep') }
    addEventListener('load', fall);
    try { fall() } catch {}
  </script><img src="data:,">`;
  await page.goto(counted('/broken', early));
  await expect.poll(() => relay.named('error')).toHaveLength(1);
  const [first] = relay.named('error');
  expect(first).toMatchObject({ m: expect.stringContaining('too deep'), src: page.url(), ln: expect.any(Number) });
  expect(first!.st).toMatch(/^TypeError: too deep\n +at fall/);
  await page.evaluate(() => {
    Promise.reject(new Error('no hero' + 'x'.repeat(9_000)));
    Promise.reject('threw a text');
  });
  await expect.poll(() => relay.named('error')).toHaveLength(3);
  const [, second, third] = relay.named('error');
  expect(new TextEncoder().encode(second!.st).length).toBeLessThanOrEqual(4_096);
  expect(third).toMatchObject({ m: 'threw a text' });
  await page.evaluate(() => {
    for (let more = 0; more < 40; more++) setTimeout(() => { throw new Error(`threw ${more}`) });
  });
  await expect.poll(() => relay.named('error')).toHaveLength(20);
  await page.evaluate(() => window.cresset('event', 'Last'));
  await expect.poll(() => relay.named('Last')).toHaveLength(1);
  expect(relay.named('error')).toHaveLength(20);
});

for (const [why, body, attributes] of [
  ['the page says so', '', 'data-errors="off"'],
  ['another tool takes them', '<script>window.__SENTRY__ = {}</script>', ''],
]) {
  test(`errors are not told where ${why}`, async ({ page, relay, counted, watch }) => {
    watch.allow(/no hero/);
    const throws = `${EARLY}<script>onload = () => { cresset('event', 'Before'); throw new Error('no hero') }</script>`;
    await page.goto(counted('/silent', body + throws, attributes));
    await expect.poll(() => relay.named('Before')).toHaveLength(1);
    expect(relay.named('error')).toEqual([]);
  });
}

test('what a busy server refuses is delivered later, under the same ids', async ({ page, relay, counted, watch }) => {
  watch.allow(/503/);
  relay.refuse = 1;
  await page.goto(counted('/busy', `${EARLY}<script>cresset('event', 'Signup')</script>`));
  await expect.poll(() => relay.batches.map(({ status }) => status)).toEqual([503]);
  await page.evaluate(() => window.cresset('event', 'Since'));
  await page.waitForTimeout(2_000);
  expect(relay.batches, 'it waits as told').toHaveLength(1);
  await expect.poll(() => relay.batches.map(({ status }) => status)).toEqual([503, 202]);
  const [refused, taken] = relay.batches;
  expect(taken!.came - refused!.came).toBeGreaterThanOrEqual(5_000);
  expect(taken!.i).toBe(refused!.i);
  expect(taken!.ev.slice(0, refused!.ev.length)).toEqual(refused!.ev);
  expect(taken!.ev.map(({ n }) => n)).toEqual(['pageview', 'Signup', 'Since']);
});

test('wrong calls hurt nothing', async ({ page, relay, counted, watch }) => {
  watch.allow(/Cresset:/);
  await page.goto(counted('/wrong', `${EARLY}<script>
    cresset('event');
    cresset('event', 'Loop', { props: (loop => (loop.loop = loop))({}) });
    cresset('view', 'http://[');
    cresset('event', 'Right');
  </script>`));
  await expect.poll(() => relay.events.map(({ n }) => n)).toEqual(['pageview', 'Right']);
  await page.evaluate(() => {
    window.cresset('event', '');
    window.cresset('event', 'Still');
  });
  await expect.poll(() => relay.events.map(({ n }) => n)).toEqual(['pageview', 'Right', 'Still']);
});

test('nothing is stored on the device, asked twice, or asked before it is time', async ({ page, context, relay, counted }) => {
  const loaded = `<script>onload = () => (window.loaded = performance.getEntriesByType('resource').map(({ name }) => name))</script>`;
  await page.goto(counted('/clean', loaded));
  expect(await page.evaluate('loaded'), 'before the page is idle').toEqual([`${relay.url}/embed.js`]);
  await expect.poll(() => relay.batches).toHaveLength(1);
  expect(relay.asked.filter(asked => asked.startsWith('OPTIONS'))).toEqual([]);
  const asked = relay.asked.map(asked => asked.replace(/-[0-9a-f]{10}/, '')).sort();
  expect(asked).toEqual(['GET /embed.js', 'GET /embed/b.js', 'GET /embed/b.wasm', 'POST /api/events']);
  const left = await page.evaluate(() => [localStorage.length, sessionStorage.length]);
  expect([...left, (await context.cookies()).length]).toEqual([0, 0, 0]);
});
