/** Files go along: chosen, pasted or dropped, and are told apart from what cannot be taken. */
import type { Locator } from '@playwright/test';
import { expectAccessible } from '../support/axe';
import type { Instance, Project } from '../support/instance';
import { expectFits } from '../support/narrow';
import { expect, openLive, test } from '../support/test';
import { Widget, tag } from '../support/widget';

const ENDPOINT = '**/api/feedback';
const LOG = { name: 'log.txt', mimeType: 'text/plain', buffer: Buffer.from('a line') };

test('a picture is chosen, seen, sent and stored', async ({ page, site, instance, project, admin }) => {
  const policy = `default-src 'none'; script-src ${instance.url} 'wasm-unsafe-eval'; connect-src ${instance.url}`;
  await page.goto(site.put('/choose', tag(instance, project), { 'content-security-policy': policy }));
  const widget = new Widget(page);
  await widget.open();
  await widget.text.fill('As you see.');
  const picture = { name: 'map.png', mimeType: 'image/png', buffer: await page.screenshot() };
  await widget.files.setInputFiles([picture, LOG]);
  const rows = widget.dialog.locator('.cf-files li');
  await expect(rows).toHaveCount(2);
  await expect(rows.first()).toContainText(/map\.png\d+ KB/);
  await expect(rows.first().locator('canvas'), 'drawn although the page forbids pictures').toBeVisible();
  await expect(rows.last().locator('canvas')).toBeHidden();
  expect(await colours(rows.first().locator('canvas'))).toBeGreaterThan(1);
  await widget.send.click();
  await expect(widget.thanks).toBeVisible();
  await widget.dialog.getByRole('button', { name: 'Send another' }).click();
  await expect(rows).toHaveCount(0);

  await openLive(admin, `/app/${project.slug}/feedback`);
  await admin.getByRole('link', { name: /As you see/ }).click();
  await expect(admin.getByRole('link', { name: 'log.txt' })).toBeVisible();
  await expect(async () => {
    await admin.reload();
    await expect(admin.getByRole('img', { name: 'Picture map.png' })).toBeVisible({ timeout: 500 });
  }).toPass();
});

test('files are pasted and dropped', async ({ page, site, instance, project }) => {
  await page.goto(site.put('/drop', tag(instance, project)));
  const widget = new Widget(page);
  await widget.open();
  expect(await hand(widget.text, 'paste', ['shot.txt']), 'the file is taken').toBe(true);
  expect(await hand(widget.text, 'paste', ['table.txt'], 'a table'), 'words with a picture of them').toBe(false);
  expect(await hand(widget.dialog, 'dragover', ['notes.txt'])).toBe(true);
  await expect(widget.dialog).toHaveAttribute('data-over');
  expect(await hand(widget.dialog, 'drop', ['notes.txt'])).toBe(true);
  await expect(widget.dialog).not.toHaveAttribute('data-over');
  await expect(widget.dialog.locator('.cf-name span:first-child')).toHaveText(['shot.txt', 'notes.txt']);
  await widget.text.fill('With two files.');
  await widget.send.click();
  await expect(widget.thanks).toBeVisible();
  expect(await stored(instance, project)).toEqual(['With two files.', 'shot.txt', 'notes.txt']);
});

test('what is too much or too large is said at once, what is of no known kind by the server', async ({
  page,
  site,
  instance,
  project,
  watch,
}) => {
  watch.allow(/415/);
  await page.goto(site.put('/wrong', tag(instance, project)));
  const widget = new Widget(page);
  await widget.open();
  await widget.files.setInputFiles({ ...LOG, name: 'film.txt', buffer: Buffer.alloc((5 << 20) + 1, 'x') });
  await expect(widget.dialog.getByText('film.txt: Larger than 5 MB.')).toBeVisible();
  await widget.files.setInputFiles(Array.from({ length: 6 }, (_, n) => ({ ...LOG, name: `log-${n}.txt` })));
  await expect(widget.dialog.getByText('Only the first 5 files are taken.')).toBeVisible();
  await expect(widget.dialog.getByText('film.txt')).toBeHidden();
  const rows = widget.dialog.locator('.cf-files li');
  await expect(rows).toHaveCount(5);
  for (let left = 5; left > 0; left--) {
    await widget.dialog.getByRole('button', { name: /^Remove log/ }).first().click();
    await expect(rows).toHaveCount(left - 1);
  }

  await widget.files.setInputFiles([LOG, { ...LOG, name: 'logo.png', buffer: Buffer.from('<svg onload="alert(1)"/>') }]);
  await widget.text.fill('With a drawing.');
  await widget.send.click();
  await expect(rows.last().getByText('None of PNG, JPEG, WebP, GIF, PDF, JSON and plain text.')).toBeVisible();
  await expect(rows.first().locator('.cf-problem')).toBeEmpty();
  await expect(widget.dialog.getByRole('button', { name: 'Remove logo.png' })).toBeFocused();
  await expectAccessible(page, 'a file was refused');
  await expectFits(page, 'a file was refused');
  expect(await widget.dialog.evaluate(dialog => dialog.scrollWidth - dialog.clientWidth)).toBe(0);
  await page.keyboard.press('Enter');
  await expect(widget.files, 'the focus does not get lost').toBeFocused();
  await widget.send.click();
  await expect(widget.thanks).toBeVisible();
  expect(await stored(instance, project)).toEqual(['With a drawing.', 'log.txt']);
});

test('on an http page an entry with files waits in the form, and says so', async ({
  page,
  context,
  site,
  instance,
  project,
  watch,
}) => {
  watch.allow(/ERR_FAILED/);
  await page.goto(site.put('/held', tag(instance, project)));
  const widget = new Widget(page);
  await widget.open();
  await widget.text.fill('From a tunnel, with a file.');
  await widget.files.setInputFiles(LOG);
  await context.route(ENDPOINT, route => route.abort());
  await widget.send.click();
  await expect(widget.dialog.getByRole('alert')).toContainText('your files only while this page is open');
  await expect(widget.dialog.locator('.cf-files li')).toHaveCount(1);
  await context.unroute(ENDPOINT);
  await widget.dialog.getByRole('button', { name: 'Try again' }).click();
  await expect(widget.thanks).toBeVisible();
  expect(await stored(instance, project)).toEqual(['From a tunnel, with a file.', 'log.txt']);
});

test('elsewhere it waits on the device, files and all', async ({ page, context, instance, project, watch }) => {
  watch.allow(/ERR_FAILED/);
  await page.goto(`/f/${project.slug}`);
  await page.getByLabel('What is on your mind?').fill('From the public page, with a file.');
  await page.locator('.cf-form[novalidate]').waitFor();
  await page.getByLabel('Files').setInputFiles(LOG);
  await expect(page.locator('.cf-files li')).toHaveCount(1);
  await context.route(ENDPOINT, route => route.abort());
  await page.getByRole('button', { name: 'Send feedback' }).click();
  await expect(page.getByText('Saved, but not sent yet')).toBeVisible();
  await page.goto('about:blank');
  await context.unroute(ENDPOINT);
  await page.goto(`/f/${project.slug}`);
  await expect.poll(() => stored(instance, project)).toEqual(['From the public page, with a file.', 'log.txt']);
  await page.goto(`/f/${project.slug}`);
  const left = () => page.evaluate(async () => (await (await caches.open('cresset')).keys()).length);
  await expect.poll(left, 'nothing is left on the device').toBe(0);
});

test('what was chosen before the form was live stays chosen', async ({ page, instance, project }) => {
  await page.goto(`/f/${project.slug}`);
  await page.getByLabel('Files').setInputFiles(LOG);
  await page.getByLabel('What is on your mind?').fill('Chosen first.');
  await expect(page.locator('.cf-files li')).toContainText('log.txt');
  await page.getByRole('button', { name: 'Send feedback' }).click();
  await expect(page.getByText('Thank you, we have it')).toBeVisible();
  expect(await stored(instance, project)).toEqual(['Chosen first.', 'log.txt']);
});

/** Hands files to an element as the clipboard or a drag would; true if the page took them. */
function hand(at: Locator, kind: string, names: string[], text = ''): Promise<boolean> {
  return at.evaluate(
    (element, [kind, names, text]) => {
      const data = new DataTransfer();
      for (const name of names) data.items.add(new File([`the file ${name}`], name, { type: 'text/plain' }));
      if (text) data.items.add(text, 'text/plain');
      const about = { bubbles: true, cancelable: true, composed: true };
      const event =
        kind === 'paste'
          ? new ClipboardEvent(kind, { ...about, clipboardData: data })
          : new DragEvent(kind, { ...about, dataTransfer: data });
      return !element.dispatchEvent(event);
    },
    [kind, names, text] as const,
  );
}

/** How many colours a canvas shows. */
function colours(canvas: Locator): Promise<number> {
  return canvas.evaluate((element: HTMLCanvasElement) => {
    const copy = new OffscreenCanvas(element.width, element.height).getContext('2d')!;
    copy.drawImage(element, 0, 0);
    const { data } = copy.getImageData(0, 0, element.width, element.height);
    return new Set(new Uint32Array(data.buffer)).size;
  });
}

/** The texts that reached the server, each followed by the names of its files. */
async function stored(instance: Instance, project: Project): Promise<string[]> {
  const entries = await instance.entries(project);
  return entries.flatMap(({ content, attachments }) => [
    content,
    ...attachments.map(({ name }: { name: string }) => name),
  ]);
}
