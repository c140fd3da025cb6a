/** What the best existing widgets get wrong, one test each (docs/ARCHITECTURE.md, "On other people's pages"). */
import { expect, test } from '../support/test';
import { Widget, tag } from '../support/widget';

const PAGE = '<main><h1>A shop</h1><p><a href="#elsewhere">Elsewhere</a></p></main>';

test('the dialog is modal: the page behind it is inert', async ({ page, site, instance, project }) => {
  await page.goto(site.put('/modal', PAGE + tag(instance, project)));
  const widget = new Widget(page);
  await widget.open();
  expect(await widget.dialog.evaluate(dialog => dialog.matches(':modal'))).toBe(true);
  await page.evaluate(() => document.querySelector('a')?.focus());
  await expect(page.getByRole('link', { name: 'Elsewhere', includeHidden: true })).not.toBeFocused();
});

test('Escape closes the dialog and keeps the text', async ({ page, site, instance, project }) => {
  await page.goto(site.put('/escape', PAGE + tag(instance, project)));
  const widget = new Widget(page);
  await widget.open();
  await page.keyboard.type('Not lost');
  await page.keyboard.press('Escape');
  await expect(widget.dialog).toBeHidden();
  await widget.open();
  await expect(widget.text).toHaveValue('Not lost');
});

test('the dialog, its fields and its errors have names', async ({ page, site, instance, project }) => {
  await page.goto(site.put('/names', PAGE + tag(instance, project)));
  const widget = new Widget(page);
  await widget.open();
  await expect(widget.dialog).toHaveAccessibleName('Send feedback');
  await expect(widget.text).toHaveAccessibleName('What is on your mind?');
  await widget.send.click();
  await expect(widget.text).toHaveAttribute('aria-invalid', 'true');
  await expect(widget.text).toHaveAccessibleDescription(/Write a few words first/);
  await expect(widget.text).toBeFocused();
  await expect(widget.dialog.getByRole('group', { name: 'What is it about?' })).toBeVisible();
});

test('the focus returns to what opened the dialog', async ({ page, site, instance, project }) => {
  await page.goto(site.put('/focus', `${PAGE}<button data-cresset-feedback="bug">Report</button>${tag(instance, project)}`));
  const widget = new Widget(page);
  const own = page.getByRole('button', { name: 'Report' });
  await own.click();
  await expect(widget.text).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(own).toBeFocused();
});

test('the focus goes to what is nearest where the opener is gone', async ({ page, site, instance, project }) => {
  const own = '<section tabindex="-1"><p><button data-cresset-feedback>Report</button></p></section>';
  await page.goto(site.put('/gone', PAGE + own + tag(instance, project)));
  const widget = new Widget(page);
  await page.getByRole('button', { name: 'Report' }).click();
  await expect(widget.text).toBeFocused();
  await page.evaluate(() => document.querySelector('section p')?.remove());
  await page.keyboard.press('Escape');
  await expect(page.locator('section')).toBeFocused();
});

test('errors are an alert, sending and sent a status', async ({ page, site, instance, project }) => {
  await page.goto(site.put('/said', PAGE + tag(instance, project)));
  const widget = new Widget(page);
  await widget.open();
  await widget.send.click();
  await expect(widget.dialog.getByRole('alert')).toHaveText('Not sent yet. Check the marked field.');
  await widget.text.fill('Well then');
  await widget.send.click();
  await expect(widget.dialog.getByRole('status').filter({ hasText: 'Thank you, we have it' })).toBeVisible();
});

test('ids carry a prefix, so forms can stand beside each other', async ({ page, site, instance, project }) => {
  await page.goto(site.put('/ids', `${PAGE}<input id="content"><input id="email">${tag(instance, project)}`));
  const widget = new Widget(page);
  await widget.open();
  const ids = await widget.dialog.evaluate(dialog => [...dialog.querySelectorAll('[id]')].map(element => element.id));
  expect(ids.length).toBeGreaterThan(5);
  expect(ids.filter(id => !id.startsWith('cresset-'))).toEqual([]);
  expect(new Set(ids).size).toBe(ids.length);
});

test('nothing moves for who wants nothing to move', async ({ page, site, instance, project }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.goto(site.put('/still', PAGE + tag(instance, project)));
  const widget = new Widget(page);
  await widget.open();
  const moving = await widget.dialog.evaluate(dialog => dialog.getAnimations({ subtree: true }).length);
  expect(moving).toBe(0);
});

test('the page can be scrolled as before, and no attribute of it changes', async ({ page, site, instance, project }) => {
  const marks = () =>
    page.evaluate(() =>
      [document.documentElement, document.body].map(element => [element.getAttributeNames(), getComputedStyle(element).overflow]),
    );
  await page.goto(site.put('/scroll', `${PAGE}<div style="height: 3000px"></div>${tag(instance, project)}`));
  const widget = new Widget(page);
  await expect(widget.launcher).toBeVisible();
  const before = await marks();
  await widget.open();
  expect(await marks()).toEqual(before);
  await page.keyboard.press('Escape');
  await page.mouse.wheel(0, 500);
  await expect.poll(() => page.evaluate(() => scrollY)).toBeGreaterThan(0);
});

test('a server that says nothing for 15 seconds has the entry later', async ({ page, context, site, instance, project }) => {
  test.slow();
  await context.route('**/api/feedback', () => {});
  await page.goto(site.put('/silent', PAGE + tag(instance, project)));
  const widget = new Widget(page);
  await widget.say('Into the void.');
  await expect(widget.dialog.getByRole('button', { name: 'Sending…' })).toBeVisible();
  await expect(widget.queued).toBeVisible({ timeout: 20_000 });
  await context.unrouteAll({ behavior: 'ignoreErrors' });
});

test('on a phone the form is a sheet at the lower edge', async ({ page, site, instance, project }) => {
  await page.setViewportSize({ width: 320, height: 640 });
  await page.goto(site.put('/phone', PAGE + tag(instance, project)));
  const widget = new Widget(page);
  await widget.open();
  // It rises as it opens: what counts is where it comes to rest.
  const sheet = async () => {
    const { x, y, width, height } = (await widget.dialog.boundingBox())!;
    return { x, width, lower: Math.round(y + height) };
  };
  await expect.poll(sheet).toEqual({ x: 0, width: 320, lower: 640 });
  for (const button of await widget.dialog.getByRole('button').all()) {
    const { width, height } = (await button.boundingBox())!;
    expect(Math.min(width, height)).toBeGreaterThanOrEqual(44);
  }
});
