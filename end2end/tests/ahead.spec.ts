/** Pages that a browser keeps to go back to, and pages it renders ahead. */
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, sight, test } from '../support/beacon';
import { chromium } from '../support/chromium';

// Playwright switches the cache off.
test.use({ launchOptions: { ...chromium.launchOptions, ignoreDefaultArgs: ['--disable-back-forward-cache'] } });

test('a page that comes back is a view of another page load', async ({ page, relay, counted, site }) => {
  await page.goto(counted('/first', '<p>First</p>'));
  await expect.poll(() => relay.views).toEqual(['navigate /first']);
  await page.evaluate(() => addEventListener('pageshow', event => document.body.append(`persisted ${event.persisted}`)));
  await page.goto(site.put('/second', '<p>Second</p>'));
  await page.evaluate(() => history.back());
  await expect.poll(() => relay.views).toEqual(['navigate /first', 'back-forward-cache /first']);
  const [first, again] = relay.named('pageview');
  expect(again!.i).not.toBe(first!.i);
  expect(again!.q).toBe(0);
  await expect(page.getByText('persisted true')).toBeVisible();
  await sight(page, false);
  await expect.poll(() => relay.named('vitals').map(({ i, m }) => [i, Object.keys(m).sort().join()])).toEqual([
    [first!.i, 'cls,fcp,lcp,ttfb'],
    [again!.i, 'cls,fcp,lcp,ttfb'],
  ]);
});

test('a page rendered ahead counts once it is looked at, and its vitals from then on', async ({ relay, counted, site }) => {
  const go = (path: string, after: number) => `setTimeout(() => (location.href = '${path}'), ${after})`;
  counted('/ahead', `<p>Ahead</p><script>document.onprerenderingchange = () => ${go('/after', 5_000)}</script>`);
  site.put('/after', '<p>After</p>');
  const rules = { prerender: [{ source: 'list', urls: ['/ahead', '/never'], eagerness: 'immediate' }] };
  const script = `<script type="speculationrules">${JSON.stringify(rules)}</script><script>${go('/ahead', 4_000)}</script>`;
  counted('/never', '<p>Never</p>');
  const start = site.put('/start', script);
  // Under Playwright a page rendered ahead waits for a debugger for ever, so this browser is driven by its pages.
  const profile = await mkdtemp(path.join(tmpdir(), 'ahead-'));
  const { executablePath, args } = chromium.launchOptions;
  const browser = spawn(executablePath, ['--headless=new', `--user-data-dir=${profile}`, ...args, start]);
  try {
    await expect.poll(() => relay.asked.filter(asked => asked === 'GET /embed.js').length).toBeGreaterThan(0);
    await pause(2_500);
    expect(relay.batches, 'nobody has seen it').toEqual([]);
    await expect.poll(() => relay.views).toEqual(['prerender /ahead']);
    await expect.poll(() => relay.named('vitals')).toHaveLength(1);
    const { m } = relay.named('vitals')[0]!;
    // Beside other browsers this one may paint nothing at all; what it paints is told from the moment it is looked at.
    const { fcp = 0, lcp = 0, ttfb } = m;
    expect(Math.max(fcp, lcp, ttfb), JSON.stringify(m)).toBeLessThan(1_000);
    expect(relay.views).toEqual(['prerender /ahead']);
  } finally {
    const gone = new Promise(resolve => browser.once('exit', resolve));
    browser.kill();
    await gone;
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  }
});
