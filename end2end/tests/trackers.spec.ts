/**
 * The trackers that Plausible publishes and the web-vitals library, as npm has them: only where they send to is ours.
 * What the API then says is what was done.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { expect, sight, test } from '../support/beacon';
import type { Instance, Project } from '../support/instance';
import type { Site } from '../support/site';

const PACKAGES = path.join(__dirname, '../node_modules');
const source = (file: string) => readFileSync(path.join(PACKAGES, file), 'utf8');

/** What a page sends to the instance, and how each was answered. */
interface Post {
  body: any;
  status: number;
  dropped: string | null;
}

function listen(page: Page, instance: Instance): Post[] {
  const posts: Post[] = [];
  page.on('response', async response => {
    const request = response.request();
    if (request.method() !== 'POST' || !request.url().startsWith(`${instance.url}/api/event`)) return;
    posts.push({
      body: JSON.parse(request.postData()!),
      status: response.status(),
      dropped: await response.headerValue('x-plausible-dropped'),
    });
  });
  return posts;
}

/** The rows of a question about today: values of the dimension, then metrics. */
async function ask(instance: Instance, token: string, metrics: string[], dimension?: string): Promise<any[][]> {
  const dimensions = dimension ? [dimension] : [];
  const question = { metrics, date_range: '7d', dimensions };
  const { results } = await instance.post('/api/v1/analytics/query', question, token);
  return results.map((row: any) => [...row.dimensions, ...row.metrics]);
}

/** Links that lead nowhere, a form that sends nothing: what is clicked is told all the same. */
const SHOP = `<main style="height: 4000px"><h1>Shop</h1>
<a id="out" href="https://elsewhere.example/a?b=1" onclick="event.preventDefault()">Elsewhere</a>
<a id="file" href="/files/report.pdf?version=2" onclick="event.preventDefault()">Report</a>
<form id="form" onsubmit="return false"><button>Order</button></form></main>`;

test('@plausible-analytics/tracker', async ({ page, site, instance, project }) => {
  site.script('/plausible.js', source('@plausible-analytics/tracker/plausible.js'));
  const options = { domain: project.slug, endpoint: `${instance.url}/api/event`, captureOnLocalhost: true, outboundLinks: true, fileDownloads: true, formSubmissions: true };
  const start = `<script type="module">import { init } from '/plausible.js'; init(${JSON.stringify(options)});</script>`;
  const posts = listen(page, instance);
  await page.setViewportSize({ width: 1000, height: 500 });
  await page.goto(`${site.put('/shop', SHOP + start)}?utm_source=newsletter&utm_medium=email`);
  await expect.poll(() => posts.length, 'the view').toBe(1);
  await page.waitForTimeout(3_200);
  await page.evaluate(() => scrollTo(0, 1_500));
  await page.waitForTimeout(200);
  // A view ends where the next one begins, and tells how it was read.
  await page.evaluate(() => history.pushState({}, '', '/shop/basket?step=1'));
  await expect.poll(() => posts.length).toBe(3);
  await page.evaluate(() => (window as any).plausible('Signup', { props: { plan: 'pro', seats: 3 } }));
  await page.evaluate(() => (window as any).plausible('Teaser', { interactive: false }));
  await page.evaluate(() => (window as any).plausible('Order', { revenue: { amount: 9.9, currency: 'EUR' } }));
  for (const id of ['#out', '#file', '#form button']) await page.locator(id).click();
  await expect.poll(() => posts.length).toBe(9);
  await page.goBack();
  await expect.poll(() => posts.length).toBe(11);
  await sight(page, false);
  await expect.poll(() => posts.length).toBe(12);
  expect(posts.map(({ status, dropped }) => [status, dropped])).toEqual(Array(12).fill([202, null]));

  const token = await instance.token(project, 'analytics:read');
  const read = (path: string) => posts.map(({ body }) => body).filter(({ n, u }) => n === 'engagement' && new URL(u).pathname === path);
  const sum = (items: any[], name: string) => items.reduce((all, item) => all + item[name], 0);
  const shop = read('/shop');
  const basket = read('/shop/basket');
  expect(shop[0].e).toBeGreaterThanOrEqual(3_000);
  expect(sum(shop, 'sd'), 'half of it was seen').toBeGreaterThan(40);

  const whole = ['visitors', 'visits', 'pageviews', 'events', 'bounce_rate', 'engaged_time'];
  const engaged = Math.round(sum([...shop, ...basket], 'e') / 1_000);
  expect(await ask(instance, token, whole)).toEqual([[1, 1, 3, 9, 0, engaged]]);
  const depth = (items: any[], views: number) => Math.round(sum(items, 'sd') / views);
  expect(await ask(instance, token, ['pageviews', 'time_on_page', 'scroll_depth'], 'event:page')).toEqual([
    ['/shop', 2, Math.round(sum(shop, 'e') / 1_000), depth(shop, 2)],
    ['/shop/basket', 1, Math.round(sum(basket, 'e') / 1_000), depth(basket, 1)],
  ]);
  const names = ['File Download', 'Form: Submission', 'Order', 'Outbound Link: Click', 'Signup', 'Teaser'];
  expect(await ask(instance, token, ['events'], 'event:name')).toEqual([['pageview', 3], ...names.map(name => [name, 1])]);
  const links = await ask(instance, token, ['events'], 'event:props:url');
  expect(links).toEqual([[`${site.origin}/files/report.pdf`, 1], ['https://elsewhere.example/a?b=1', 1]]);
  for (const [key, value] of [['plan', 'pro'], ['seats', '3'], ['$amount', '9.9'], ['$currency', 'EUR']]) {
    expect(await ask(instance, token, ['events', 'visitors'], `event:props:${key}`), key).toEqual([[value, 1, 1]]);
  }
  expect(await ask(instance, token, ['visits'], 'visit:source')).toEqual([['newsletter', 1]]);
  expect(await ask(instance, token, ['visits'], 'visit:channel')).toEqual([['Email', 1]]);
  expect(await ask(instance, token, ['visits'], 'visit:entry_page')).toEqual([['/shop', 1]]);
  expect(await ask(instance, token, ['visits'], 'visit:exit_page')).toEqual([['/shop', 1]]);
});

/** Where the old tracker's modules look for each other. */
function old(site: Site): void {
  const module = 'plausible-tracker/build/module';
  site.script('/old/index.js', source(`${module}/index.js`));
  for (const name of ['tracker', 'request']) site.script(`/old/lib/${name}`, source(`${module}/lib/${name}.js`));
}

function oldPage(site: Site, instance: Instance, project: Project, more: object, calls: string): string {
  const options = { domain: project.slug, apiHost: instance.url, trackLocalhost: true, ...more };
  const start = `<script type="module">import Plausible from '/old/index.js';
    window.tracker = Plausible(${JSON.stringify(options)}); ${calls}</script>`;
  const link = `<a id="away" href="${instance.url}/api/openapi.json">Away</a>`;
  return site.put(`/old/${project.slug}`, link + start);
}

test('plausible-tracker', async ({ page, site, instance, project }) => {
  old(site);
  const posts = listen(page, instance);
  const calls = 'tracker.enableAutoPageviews(); tracker.enableAutoOutboundTracking();';
  const first = new URL(oldPage(site, instance, project, {}, calls));
  await page.goto(first.href);
  await expect.poll(() => posts.length, 'the view').toBe(1);
  await page.evaluate(() => history.pushState({}, '', '/old/second?x=1'));
  await page.evaluate(() => (window as any).tracker.trackEvent('Signup', { props: { plan: 'pro', trial: true } }));
  await expect.poll(() => posts.length).toBe(3);
  await page.goBack();
  await expect.poll(() => posts.length).toBe(4);
  await page.locator('#away').click();
  await page.waitForURL('**/openapi.json');
  await expect.poll(() => posts.length).toBe(5);
  expect(posts.map(({ status, dropped }) => [status, dropped])).toEqual(Array(5).fill([202, null]));

  const token = await instance.token(project, 'analytics:read');
  expect(await ask(instance, token, ['visitors', 'visits', 'pageviews', 'events', 'bounce_rate'])).toEqual([[1, 1, 3, 5, 0]]);
  expect(await ask(instance, token, ['pageviews'], 'event:page')).toEqual([[first.pathname, 2], ['/old/second', 1]]);
  expect(await ask(instance, token, ['events'], 'event:name')).toEqual([['pageview', 3], ['Outbound Link: Click', 1], ['Signup', 1]]);
  expect(await ask(instance, token, ['events'], 'event:props:plan')).toEqual([['pro', 1]]);
  expect(await ask(instance, token, ['events'], 'event:props:trial')).toEqual([['true', 1]]);
  expect(await ask(instance, token, ['events'], 'event:props:url')).toEqual([[`${instance.url}/api/openapi.json`, 1]]);
});

test('plausible-tracker where pages are told apart by the fragment', async ({ page, site, instance, project }) => {
  old(site);
  const posts = listen(page, instance);
  const first = new URL(oldPage(site, instance, project, { hashMode: true }, 'tracker.enableAutoPageviews();'));
  await page.goto(`${first.href}#/inbox`);
  await expect.poll(() => posts.length).toBe(1);
  await page.evaluate(() => (location.hash = '#/sent'));
  // The browser tells of such a change in two ways, and this tracker hears both.
  await expect.poll(() => posts.length).toBe(3);
  const token = await instance.token(project, 'analytics:read');
  const path = first.pathname;
  expect(await ask(instance, token, ['pageviews'], 'event:page')).toEqual([[`${path}#/sent`, 2], [`${path}#/inbox`, 1]]);
});

test('a domain nobody knows is answered and not counted', async ({ page, site, instance, project }) => {
  old(site);
  const posts = listen(page, instance);
  await page.goto(oldPage(site, instance, project, { domain: 'unknown.example' }, 'tracker.trackPageview();'));
  await expect.poll(() => posts).toMatchObject([{ status: 202, dropped: '1' }]);
});

test('web-vitals', async ({ admin: page, site, instance, project }) => {
  site.script('/web-vitals.js', source('web-vitals/dist/web-vitals.iife.js'));
  const url = `${instance.url}/api/events?k=${project.key}&rel=web@1`;
  const sent: Record<string, number> = {};
  page.on('request', request => {
    if (request.url() !== url) return;
    const { name, value } = JSON.parse(request.postData()!);
    sent[name] = value;
  });
  const body = `<h1>Chests</h1><p>A line of text.</p><script src="/web-vitals.js"></script><script>
      const send = metric => navigator.sendBeacon(${JSON.stringify(url)}, JSON.stringify(metric));
      for (const name of ['LCP', 'FCP', 'TTFB', 'CLS']) webVitals['on' + name](send, { reportAllChanges: true });
    </script>`;
  await page.goto(site.put('/vitals', body));
  await expect.poll(() => Object.keys(sent).sort()).toEqual(['CLS', 'FCP', 'LCP', 'TTFB']);
  await page.goto(`/app/${project.slug}/analytics`);
  const shown = async (asked: string[][]) => {
    const body = JSON.stringify({ project: project.slug, asked });
    const call = { method: 'POST', headers: { 'content-type': 'application/json' }, body };
    const { vitals } = await page.evaluate(async call => (await fetch('/fn/analytics/dashboard', call)).json(), call);
    return Object.fromEntries(vitals.All.map(({ vital, p75 }: any) => [vital.toUpperCase(), p75]));
  };
  const own = [['f', 'is,page,/vitals'], ['f', 'is,release,web@1']];
  await expect.poll(async () => Object.keys(await shown(own)).sort()).toEqual(Object.keys(sent).sort());
  const told: Record<string, number> = await shown(own);
  for (const [name, value] of Object.entries(sent)) {
    const whole = name === 'CLS' ? value * 10_000 : value;
    // Percentiles come from steps of one percent.
    expect(Math.abs(told[name]! - whole), `${name} ${told[name]} ${whole}`).toBeLessThanOrEqual(1 + whole / 100);
  }
  expect(await shown([['f', 'is,page,/elsewhere']])).toEqual({});
});
