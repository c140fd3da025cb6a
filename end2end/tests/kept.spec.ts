/** Nothing that was typed is lost, and nothing is stored twice. */
import type { BrowserContext, Page } from '@playwright/test';
import type { Instance, Project } from '../support/instance';
import { expect, test } from '../support/test';
import { Widget, tag } from '../support/widget';

const ENDPOINT = '**/api/feedback';

test('a draft survives closing and a reload, and goes when it is sent', async ({ page, site, instance, project }) => {
  await page.goto(site.put('/draft', tag(instance, project)));
  const widget = new Widget(page);
  await widget.open();
  await widget.dialog.getByLabel('Bug').check();
  await widget.text.fill('Half a thought');
  await page.keyboard.press('Escape');
  await expect(widget.dialog).toBeHidden();
  await widget.open();
  await expect(widget.text, 'after Escape').toHaveValue('Half a thought');

  await page.reload();
  await widget.open();
  await expect(widget.text, 'after a reload').toHaveValue('Half a thought');
  await expect(widget.dialog.getByLabel('Bug')).toBeChecked();
  await widget.text.fill('A whole thought');
  await widget.send.click();
  await expect(widget.thanks).toBeVisible();
  expect(await kept(page)).toEqual([]);
  await page.reload();
  await widget.open();
  await expect(widget.text).toHaveValue('');
  expect(await stored(instance, project)).toEqual(['A whole thought']);
});

test('a draft of yesterday is forgotten', async ({ page, site, instance, project }) => {
  const address = site.put('/old', tag(instance, project));
  await page.goto(address);
  // Begun a minute more than a day ago: the time is the first part of the id.
  await page.evaluate(key => {
    const time = (Date.now() - 86_460_000).toString(16).padStart(12, '0');
    const id = `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-000000000000`;
    localStorage.setItem(`cresset.d.${key}`, JSON.stringify({ id, content: 'Old', feedback_type: 'bug' }));
  }, project.key);
  await page.reload();
  const widget = new Widget(page);
  await widget.open();
  await expect(widget.text).toHaveValue('');
  expect(await kept(page)).toEqual([]);
});

test('written offline, reloaded, online again: one entry without opening the widget', async ({
  page,
  context,
  site,
  instance,
  project,
  watch,
}) => {
  watch.allow(/ERR_INTERNET_DISCONNECTED|ERR_FAILED/);
  await page.goto(site.put('/offline', tag(instance, project)));
  const widget = new Widget(page);
  await widget.open();
  await widget.text.fill('Written in a tunnel.');
  await context.setOffline(true);
  await widget.send.click();
  await expect(widget.queued).toBeVisible();
  await expect(widget.dialog.getByRole('status')).toContainText('sent by itself as soon as the server can be reached');

  // The page comes from somewhere near, the server is still out of reach.
  await context.route(ENDPOINT, route => route.abort());
  await context.setOffline(false);
  await page.reload();
  await expect.poll(() => kept(page)).toHaveLength(1);
  await context.unroute(ENDPOINT);
  await page.evaluate(() => dispatchEvent(new Event('online')));
  await expect.poll(() => stored(instance, project)).toEqual(['Written in a tunnel.']);
  await expect.poll(() => kept(page)).toEqual([]);
  await expect(widget.dialog, 'nobody opened it').toHaveCount(0);
});

test('the next page sends what waits, once somebody is there', async ({ page, context, site, instance, project, watch }) => {
  watch.allow(/ERR_FAILED/);
  await context.route(ENDPOINT, route => route.abort());
  await page.goto(site.put('/later', tag(instance, project)));
  const widget = new Widget(page);
  await widget.say('Waits for the next page.');
  await expect(widget.queued).toBeVisible();
  await context.unroute(ENDPOINT);
  await page.goto(site.put('/next', tag(instance, project)));
  await widget.launcher.waitFor();
  await page.mouse.move(20, 20);
  await expect.poll(() => stored(instance, project)).toEqual(['Waits for the next page.']);
});

test('a busy server gets it a little later, and the receipt says so', async ({
  page,
  context,
  site,
  instance,
  project,
  watch,
}) => {
  watch.allow(/503/);
  const asked = await refuse(context, 503);
  await page.goto(site.put('/busy', tag(instance, project)));
  const widget = new Widget(page);
  await widget.say('Sent at a bad moment.');
  await expect(widget.queued).toBeVisible();
  expect(asked()).toBe(1);
  await context.unroute(ENDPOINT);
  await expect(widget.thanks, 'after a pause of five seconds').toBeVisible();
  expect(await stored(instance, project)).toEqual(['Sent at a bad moment.']);
  expect(await kept(page)).toEqual([]);
});

test('the person may try again at once', async ({ page, context, site, instance, project, watch }) => {
  watch.allow(/429/);
  const asked = await refuse(context, 429, { 'retry-after': '600' });
  await page.goto(site.put('/again', tag(instance, project)));
  const widget = new Widget(page);
  await widget.say('One too many.');
  await expect(widget.queued).toBeVisible();
  const again = widget.dialog.getByRole('button', { name: 'Try again' });
  await again.click();
  await expect.poll(asked).toBe(2);
  await expect(again).toBeVisible();
  await context.unroute(ENDPOINT);
  await again.click();
  await expect(widget.thanks).toBeVisible();
  await expect(again).toBeHidden();
  await expect(widget.dialog.getByRole('button', { name: 'Close' }).last()).toBeFocused();
  expect(await stored(instance, project)).toEqual(['One too many.']);
});

test('a page closed while it sends, and a second click, make one entry', async ({ page, context, site, instance, project }) => {
  // The server stores it, and the page does not live to hear of it.
  await context.route(ENDPOINT, async route => {
    await route.fetch();
    await page.goto('about:blank');
  });
  await page.goto(site.put('/closed', tag(instance, project)));
  const widget = new Widget(page);
  await widget.open();
  await widget.text.fill('Said once.');
  await widget.send.dblclick();
  await page.waitForURL('about:blank');
  await context.unroute(ENDPOINT);
  expect(await stored(instance, project)).toEqual(['Said once.']);
  await page.goto(site.put('/back', tag(instance, project)));
  await expect.poll(() => kept(page)).toEqual([]);
  expect(await stored(instance, project)).toEqual(['Said once.']);
});

test('what the server refuses later is a draft again', async ({ page, context, site, instance, project, watch }) => {
  watch.allow(/ERR_FAILED|400/);
  await context.route(ENDPOINT, route => route.abort());
  await page.goto(site.put('/refused', tag(instance, project)));
  const widget = new Widget(page);
  await widget.say('Not like this.');
  await expect(widget.queued).toBeVisible();
  await context.unroute(ENDPOINT);
  await refuse(context, 400);
  await page.reload();
  await widget.launcher.hover();
  await expect.poll(async () => (await kept(page)).map(name => name.slice(0, 10))).toEqual(['cresset.d.']);
  await widget.open();
  await expect(widget.text).toHaveValue('Not like this.');
});

test('where nothing may be stored the words stay in the form', async ({ page, context, site, instance, project, watch }) => {
  watch.allow(/ERR_FAILED/);
  await context.addInitScript(() => {
    Object.defineProperty(window, 'localStorage', {
      get: () => {
        throw new DOMException('Denied', 'SecurityError');
      },
    });
  });
  await context.route(ENDPOINT, route => route.abort());
  await page.goto(site.put('/private', tag(instance, project)));
  const widget = new Widget(page);
  await widget.say('Kept by the form alone.');
  await expect(widget.dialog.getByRole('alert')).toContainText('the server could not be reached');
  await expect(widget.text).toHaveValue('Kept by the form alone.');
  await context.unroute(ENDPOINT);
  await widget.dialog.getByRole('button', { name: 'Try again' }).click();
  await expect(widget.thanks).toBeVisible();
  expect(await stored(instance, project)).toEqual(['Kept by the form alone.']);
});

test('on the public page too', async ({ page, context, instance, project, watch }) => {
  watch.allow(/ERR_FAILED/);
  await page.goto(`/f/${project.slug}`);
  const text = page.getByLabel('What is on your mind?');
  await text.fill('Typed on the public page');
  await expect.poll(() => kept(page)).toHaveLength(1);
  await page.reload();
  await expect(text).toHaveValue('Typed on the public page');
  await context.route(ENDPOINT, route => route.abort());
  await page.getByRole('button', { name: 'Send feedback' }).click();
  await expect(page.getByText('Saved, but not sent yet')).toBeVisible();
  await context.unroute(ENDPOINT);
  await page.reload();
  await expect.poll(() => stored(instance, project)).toEqual(['Typed on the public page']);
});

/** Names of what the widget keeps on the device. */
function kept(page: Page): Promise<string[]> {
  return page.evaluate(() => Object.keys(localStorage).filter(name => name.startsWith('cresset.')));
}

/** The texts that reached the server. */
async function stored(instance: Instance, project: Project): Promise<string[]> {
  const token = await instance.token(project, 'feedback:read');
  const { items } = await instance.get('/api/feedback', token);
  return items.map((item: { content: string }) => item.content);
}

/** Answers in the server's place; returns how often it was asked. */
async function refuse(context: BrowserContext, status: number, headers: Record<string, string> = {}) {
  let asked = 0;
  await context.route(ENDPOINT, route => {
    asked++;
    return route.fulfill({
      status,
      headers: { 'access-control-allow-origin': '*', 'access-control-expose-headers': 'Retry-After', ...headers },
      json: { error: 'Not now' },
    });
  });
  return () => asked;
}
