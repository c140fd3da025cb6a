/** How long a page is looked at, and how fast it is: against a clock, and against the library everybody compares with. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, ownFocus, sight, test } from '../support/beacon';

const LIBRARY = readFileSync(path.join(__dirname, '../node_modules/web-vitals/dist/web-vitals.iife.js'), 'utf8');
const TALL = '<main style="height: 5000px">Tall</main>';

test('time in sight and focus adds up, other time does not', async ({ page, context, relay, counted }) => {
  await page.goto(counted('/read', TALL));
  await expect.poll(() => relay.views).toHaveLength(1);
  const engaged = () => relay.named('engagement').at(-1)?.e ?? 0;
  // What the machine took to get here counts.
  const until = async (ms: number) => page.waitForTimeout(ms - (await page.evaluate(() => performance.now())));
  await until(3_200);
  await sight(page, false);
  await expect.poll(engaged).toBeGreaterThan(0);
  expect(engaged()).toBeGreaterThanOrEqual(3_000);
  const first = engaged();
  expect(first, 'hidden after three seconds').toBeLessThanOrEqual(3_500);
  await page.waitForTimeout(1_500);
  await sight(page, true);
  await page.waitForTimeout(3_200);
  await sight(page, false);
  await expect.poll(engaged).toBeGreaterThan(first);
  expect(Math.abs(engaged() - first - 3_200), 'the second look alone').toBeLessThan(400);
  expect(relay.named('engagement'), 'one item that grows').toHaveLength(1);

  const second = engaged();
  await ownFocus(page);
  await sight(page, true);
  await page.waitForTimeout(3_100);
  const other = await context.newPage();
  await other.bringToFront();
  await expect.poll(() => page.evaluate(() => document.hasFocus())).toBe(false);
  await page.waitForTimeout(3_000);
  await sight(page, false);
  await expect.poll(engaged).toBeGreaterThan(second);
  expect(Math.abs(engaged() - second - 3_200), 'nothing while another window has the focus').toBeLessThan(600);
});

test('the depth is the furthest that was seen', async ({ page, relay, counted }) => {
  await page.setViewportSize({ width: 800, height: 500 });
  await page.goto(counted('/deep', `<style>body { margin: 0 }</style>${TALL}`));
  await expect.poll(() => relay.views).toHaveLength(1);
  const depth = async () => {
    await sight(page, false);
    await sight(page, true);
    await page.waitForTimeout(200);
    return relay.named('engagement').at(-1)?.sd;
  };
  expect(await depth()).toBe(10);
  await page.evaluate(() => scrollTo(0, 2_000));
  await page.waitForTimeout(400);
  await page.evaluate(() => scrollTo(0, 0));
  expect(await depth()).toBe(50);
  await page.evaluate(() => scrollTo(0, 9_999));
  await page.waitForTimeout(400);
  expect(await depth()).toBe(100);
});

test('web vitals are those of the web-vitals library', async ({ page, relay, counted }) => {
  await page.addInitScript(`${LIBRARY}
    window.values = {};
    for (const name of ['LCP', 'FCP', 'TTFB', 'CLS', 'INP']) {
      webVitals['on' + name](({ value }) => (values[name] = value), { reportAllChanges: true });
    }`);
  const body = `<style>#late { font-size: 60px }</style><h1>Chests</h1><div id="top"></div><p>Some text that moves.</p>
    <button id="slow">Slow</button><script>
      setTimeout(() => (document.querySelector('#top').style.height = '90px'), 700);
      setTimeout(() => (document.querySelector('#top').style.height = '140px'), 2400);
      document.querySelector('#slow').onclick = () => {
        // What a click moves is no fault.
        document.querySelector('#top').style.height = '400px';
        const until = performance.now() + 150;
        while (performance.now() < until);
      };
    </script><p id="late">A long line in large letters, which is the largest that is painted on this page</p>`;
  await page.goto(counted('/vitals', body));
  await expect.poll(() => relay.views).toHaveLength(1);
  await page.waitForTimeout(3_500);
  await page.locator('#slow').click();
  await page.waitForTimeout(500);
  await sight(page, false);
  await expect.poll(() => relay.named('vitals')).toHaveLength(1);
  const theirs: Record<string, number> = await page.evaluate('values');
  const { m: ours, q } = relay.named('vitals')[0]!;
  expect(q).toBe(0);
  expect(Object.keys(theirs).sort(), 'all of them').toEqual(['CLS', 'FCP', 'INP', 'LCP', 'TTFB']);
  for (const [name, value] of [['lcp', theirs.LCP], ['fcp', theirs.FCP], ['ttfb', theirs.TTFB]] as const) {
    expect(Math.abs(ours[name] - value!), `${name} ${ours[name]} ${value}`).toBeLessThanOrEqual(1);
  }
  expect(theirs.CLS).toBeGreaterThan(0.01);
  expect(Math.abs(ours.cls / 10_000 - theirs.CLS!)).toBeLessThanOrEqual(0.0001);
  expect(theirs.INP).toBeGreaterThanOrEqual(104);
  expect(ours.inp).toBe(theirs.INP);

  // It grows: a slower interaction after the page came back is told, under a higher revision.
  await sight(page, true);
  await page.evaluate(() => {
    document.querySelector<HTMLElement>('#slow')!.onclick = () => {
      const until = performance.now() + 300;
      while (performance.now() < until);
    };
  });
  await page.locator('#slow').click();
  await page.waitForTimeout(500);
  await sight(page, false);
  await expect.poll(() => relay.named('vitals')[0]!.m.inp).toBeGreaterThan(ours.inp);
  expect(relay.named('vitals')[0]).toMatchObject({ y: 2, m: { inp: await page.evaluate('values.INP'), lcp: ours.lcp } });
});

test('a layout that never shifts is told as zero', async ({ page, relay, counted }) => {
  await page.goto(counted('/steady', '<p>Steady</p>'));
  await expect.poll(() => relay.views).toHaveLength(1);
  await sight(page, false);
  await expect.poll(() => relay.named('vitals').map(({ m }) => m.cls)).toEqual([0]);
  expect(relay.named('vitals')[0]!.m).not.toHaveProperty('inp');
});
