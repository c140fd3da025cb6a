/** The main thread, the layout and the network of a page that carries the script; and how soon the form is there. */
import { writeFileSync } from 'node:fs';
import type { Browser, CDPSession, Page } from '@playwright/test';
import { expect, test } from '../support/test';
import { Widget, tag } from '../support/widget';

const TIMES = Number(process.env.CRESSET_BENCH_TIMES ?? 15);
/** Lighthouse's "Slow 4G". */
const SLOW_4G = { offline: false, latency: 150, downloadThroughput: (1.6 * 1024 * 1024) / 8, uploadThroughput: (750 * 1024) / 8 };
const CONTENT = '<main><h1>Chests of the week</h1><p>Twelve chests, four heroes.</p></main>';
/** What of a page is ours. */
const OURS = /\/embed(\.js|\/)/;
/** The least that anybody's button can do, and the least that anybody's count can: what this machine takes for it. */
const BUTTON = `<script>
  const host = document.createElement('div');
  host.attachShadow({ mode: 'open' }).innerHTML = '<button type="button">Feedback</button>';
  document.body.append(host);
</script>`;
const COUNT = "<script>fetch('/count', { method: 'POST', keepalive: true, body: location.href });</script>";

test('host page', async ({ browser, site, instance, project }) => {
  const script = tag(instance, project);
  const address = site.put('/carrying', CONTENT + script);
  const uncounted = site.put('/uncounted', CONTENT + tag(instance, project, 'data-count="off"'));
  const costs = async (page: string, counted: boolean, ours = OURS) => {
    const all: Cost[] = [];
    for (let time = 0; time < TIMES; time++) all.push(await cost(browser, page, counted, ours));
    return all;
  };
  const before = await costs(address, true);
  const form = await costs(uncounted, false);
  const button = await costs(site.put('/button', CONTENT + BUTTON), false, /\/button$/);
  const count = await costs(site.put('/counting', CONTENT + COUNT), false, /\/counting$/);
  const warm: number[] = [];
  const slow: number[] = [];
  for (let time = 0; time < TIMES; time++) warm.push(await opening(browser, address, true));
  for (let time = 0; time < TIMES; time++) slow.push(await opening(browser, address, false));
  const of = (pick: (cost: Cost) => number) => before.map(pick);
  const figures = {
    n: TIMES,
    loader_p50_ms: share(of(cost => cost.loader), 0.5),
    loader_max_ms: share(of(cost => cost.loader), 1),
    loader_uncounted_p50_ms: share(form.map(cost => cost.loader), 0.5),
    loader_uncounted_max_ms: share(form.map(cost => cost.loader), 1),
    least_button_p50_ms: share(button.map(cost => cost.loader), 0.5),
    least_count_p50_ms: share(count.map(cost => cost.loader), 0.5),
    beacon_p50_ms: share(of(cost => cost.beacon), 0.5),
    beacon_max_ms: share(of(cost => cost.beacon), 1),
    longest_task_max_ms: share(of(cost => cost.longest), 1),
    layout_shift_max: share(of(cost => cost.shift), 1),
    requests_before_intent: requests(before),
    requests_uncounted: requests(form),
    open_warm_p50_ms: share(warm, 0.5),
    open_warm_p95_ms: share(warm, 0.95),
    open_slow_4g_p50_ms: share(slow, 0.5),
    open_slow_4g_p95_ms: share(slow, 0.95),
  };
  writeFileSync(process.env.CRESSET_BENCH_OUT ?? 'host-page.json', JSON.stringify(figures));
});

function requests(costs: Cost[]): string {
  return [...new Set(costs.flatMap(cost => cost.requests))].sort().join(' ');
}

/** What a page pays before anybody touches it. */
interface Cost {
  /** Milliseconds of the main thread at a quarter of its speed. */
  loader: number;
  beacon: number;
  longest: number;
  shift: number;
  requests: string[];
}

interface Traced {
  name: string;
  ph: string;
  pid: number;
  tid: number;
  ts: number;
  dur?: number;
  args: { data?: { url?: string; fileName?: string } };
}

async function cost(browser: Browser, address: string, counted: boolean, ours: RegExp): Promise<Cost> {
  const context = await browser.newContext();
  const page = await context.newPage();
  const requests: string[] = [];
  page.on('request', request => {
    const { pathname } = new URL(request.url());
    if (!request.url().startsWith(new URL(address).origin)) requests.push(pathname.replace(/-[0-9a-f]{10}/, ''));
  });
  const cdp = await throttled(page);
  await browser.startTracing(page, { categories: ['devtools.timeline', 'v8', 'toplevel'] });
  await (counted ? seen(page, address) : page.goto(address));
  await page.waitForTimeout(500);
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: Traced[] };
  const shift = await page.evaluate(
    () =>
      new Promise<number>(resolve => {
        new PerformanceObserver(list =>
          resolve(list.getEntries().reduce((sum, entry) => sum + (entry as unknown as { value: number }).value, 0)),
        ).observe({ type: 'layout-shift', buffered: true });
        setTimeout(resolve, 200, 0);
      }),
  );
  await cdp.detach();
  await context.close();
  return { ...spent(traceEvents, ours), shift, requests };
}

/** Adds up what is not within another of ours. */
function spent(events: Traced[], ours: RegExp): { loader: number; beacon: number; longest: number } {
  const url = ({ args: { data } }: Traced) => data?.url ?? data?.fileName ?? '';
  const all = events.filter(event => event.ph === 'X' && ours.test(url(event)));
  // Files are parsed on other threads.
  const main = all.find(event => event.name === 'EvaluateScript');
  const thread = all
    .filter(event => event.pid === main?.pid && event.tid === main.tid)
    .sort((a, b) => a.ts - b.ts || (b.dur ?? 0) - (a.dur ?? 0));
  const total = { loader: 0, beacon: 0, longest: 0 };
  let end = 0;
  for (const event of thread) {
    const took = event.dur ?? 0;
    if (event.ts < end) continue;
    end = event.ts + took;
    total[/\/embed\//.test(url(event)) ? 'beacon' : 'loader'] += took / 1000;
    total.longest = Math.max(total.longest, took / 1000);
  }
  return total;
}

/** Milliseconds from the click to the focused field: with the files in the browser's cache, or from a slow network. */
async function opening(browser: Browser, address: string, warm: boolean): Promise<number> {
  const context = await browser.newContext();
  const page = await context.newPage();
  const widget = new Widget(page);
  if (warm) {
    await page.goto(address);
    await widget.open();
    await page.goto('about:blank');
  }
  await seen(page, address);
  await widget.launcher.waitFor();
  if (!warm) {
    const cdp = await context.newCDPSession(page);
    await cdp.send('Network.enable');
    await cdp.send('Network.emulateNetworkConditions', SLOW_4G);
  }
  const took = page.evaluate(
    () =>
      new Promise<number>(resolve => {
        let clicked = 0;
        addEventListener('click', () => (clicked = performance.now()), { capture: true, once: true });
        // A focus that moves within the shadow is not heard outside of it.
        document
          .querySelector('cresset-feedback')!
          .shadowRoot!.addEventListener(
            'focusin',
            ({ target }) => target instanceof HTMLTextAreaElement && resolve(performance.now() - clicked),
          );
      }),
  );
  await widget.launcher.click();
  await expect(widget.text).toBeFocused();
  const time = await took;
  await context.close();
  return time;
}

/** Opens the page and waits until its view is counted, which may be before all of it is loaded. */
async function seen(page: Page, address: string): Promise<void> {
  await Promise.all([page.waitForResponse('**/api/events'), page.goto(address)]);
}

async function throttled(page: Page): Promise<CDPSession> {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: 4 });
  return cdp;
}

/** The value that this share of them does not exceed. */
function share(values: number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return Math.round(sorted[Math.ceil(sorted.length * part) - 1]! * 100) / 100;
}
