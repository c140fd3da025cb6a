/** A picture of the screen, or one that is there: taken, marked up, and what is hidden never leaves the machine. */
import type { FileChooser, Page } from '@playwright/test';
import { expectAccessibleToBoth } from '../support/axe';
import type { Instance, Project } from '../support/instance';
import { expectFits } from '../support/narrow';
import { expect, test } from '../support/test';
import { Widget, tag } from '../support/widget';

test('a picture is marked up by keyboard alone, and what is hidden is gone', async ({ page, site, instance, project, admin }) => {
  await page.goto(site.put('/keys', tag(instance, project)));
  const widget = new Widget(page);
  await widget.launcher.focus();
  await page.keyboard.press('Enter');
  await expect(widget.text).toBeFocused();
  await page.keyboard.type('The name must not be seen.');
  await widget.dialog.getByRole('radio', { name: 'General' }).focus();
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowLeft');
  await expect(widget.dialog.getByRole('radio', { name: 'Bug' })).toBeChecked();
  await widget.files.focus();
  await expect(widget.files).toBeFocused();
  // A key that comes while the page is busy can be too old to open a dialog of the browser's.
  let chooser!: FileChooser;
  await expect(async () => {
    const opened = page.waitForEvent('filechooser', { timeout: 3_000 });
    [chooser] = await Promise.all([opened, page.keyboard.press('Enter')]);
  }).toPass();
  await chooser.setFiles({ name: 'chests.png', mimeType: 'image/png', buffer: await noise(page, 400, 300) });
  const edit = page.getByRole('button', { name: 'Mark up chests.png' });
  await edit.focus();
  await page.keyboard.press('Enter');
  const editor = page.getByRole('dialog', { name: 'Mark up the picture' });
  const hide = editor.getByRole('button', { name: 'Hide', exact: true });
  await expect(hide).toBeFocused();
  await expect(hide).toHaveAttribute('aria-pressed', 'true');
  await expectAccessibleToBoth(page, 'the editor');

  await editor.getByRole('button', { name: 'Add', exact: true }).press('Enter');
  const part = editor.getByRole('button', { name: 'Hidden part 1' });
  await expect(part).toBeFocused();
  for (let step = 0; step < 10; step++) await page.keyboard.press('ArrowLeft');
  for (let step = 0; step < 5; step++) await page.keyboard.press('Shift+ArrowDown');
  await expect(editor.getByRole('status')).toContainText('→ 27 %, ↓ 37 %, ↔ 25 %, ↕ 31 %');
  await editor.getByRole('button', { name: 'Use picture' }).press('Enter');
  await expect(editor).toBeHidden();
  await expect(edit, 'the focus comes back').toBeFocused();
  await widget.send.press('Enter');
  await expect(widget.thanks).toBeVisible();

  const shown = await pixels(admin, instance, project);
  expect([shown.width, shown.height]).toEqual([400, 300]);
  // A quarter of 400 × 300 in the middle, 40 pixels to the left, 20 taller.
  expect(colours(shown, 110, 113, 100, 94), 'one colour').toEqual(['#14181b']);
  expect(colours(shown, 0, 0, 400, 100).length, 'the rest is as it was').toBeGreaterThan(100);
});

test('it is marked up with a pointer: dragged, clicked, cropped, taken back', async ({ page, site, instance, project, admin }) => {
  const widget = await opened(page, site.put('/pointer', tag(instance, project)));
  await widget.text.fill('Look here.');
  await widget.files.setInputFiles({ name: 'map.png', mimeType: 'image/png', buffer: await noise(page, 400, 300) });
  await page.getByRole('button', { name: 'Mark up map.png' }).click();
  const editor = page.getByRole('dialog', { name: 'Mark up the picture' });
  const board = editor.getByRole('img', { name: 'The picture' });
  const drawn = (await board.boundingBox())!;
  const at = (x: number, y: number) => [drawn.x + (x * drawn.width) / 400, drawn.y + (y * drawn.height) / 300] as const;
  const drag = async (from: readonly [number, number], to: readonly [number, number]) => {
    await page.mouse.move(...from);
    await page.mouse.down();
    await page.mouse.move(...to, { steps: 4 });
    await page.mouse.up();
  };
  // From the lower right to the upper left.
  await drag(at(100, 100), at(20, 20));
  await expect(editor.getByRole('button', { name: 'Hidden part 1' })).toBeFocused();
  await page.mouse.click(...at(200, 200));
  await expect(editor.getByText('Now click the opposite corner.')).toBeVisible();
  await page.mouse.click(...at(240, 240));
  await editor.getByRole('button', { name: 'Crop', exact: true }).click();
  await drag(at(10, 10), at(210, 210));
  await editor.getByRole('button', { name: 'Highlight', exact: true }).click();
  await drag(at(120, 20), at(160, 60));
  await expect(editor.locator('[data-mark]')).toHaveCount(4);
  await drag(at(140, 40), at(120, 150));
  await editor.getByRole('button', { name: 'Undo', exact: true }).click();
  await editor.getByRole('button', { name: 'Use picture' }).click();
  await widget.send.click();
  await expect(widget.thanks).toBeVisible();
  const shown = await pixels(admin, instance, project);
  expect([shown.width, shown.height], 'cropped').toEqual([200, 200]);
  expect(colours(shown, 12, 12, 76, 76)).toEqual(['#14181b']);
  expect(colours(shown, 192, 192, 7, 7), 'the corner of the second').toEqual(['#14181b']);
  expect(colours(shown, 30, 130, 30, 30).length, 'where the mark would be').toBeGreaterThan(100);
});

test('nothing can be sent while a picture is written', async ({ page, site, instance, project, admin }) => {
  const widget = await opened(page, site.put('/slow', tag(instance, project)));
  await page.evaluate(() => {
    const { toBlob } = HTMLCanvasElement.prototype;
    HTMLCanvasElement.prototype.toBlob = function (...args) {
      addEventListener('written', () => toBlob.apply(this, args), { once: true });
    };
  });
  await widget.text.fill('Not my name.');
  await widget.files.setInputFiles({ name: 'map.png', mimeType: 'image/png', buffer: await noise(page, 400, 300) });
  await page.getByRole('button', { name: 'Mark up map.png' }).click();
  const editor = page.getByRole('dialog', { name: 'Mark up the picture' });
  await editor.getByRole('button', { name: 'Add', exact: true }).click();
  await editor.getByRole('button', { name: 'Use picture' }).click();
  await page.keyboard.press('Escape');
  await expect(editor).toBeVisible();
  // As soon as a person could.
  const sent = page.evaluate(() => {
    const { shadowRoot } = document.querySelector('cresset-feedback')!;
    const form = shadowRoot!.querySelector('form')!;
    return new Promise<void>(resolve =>
      new MutationObserver((_, observer) => {
        if (shadowRoot!.querySelector('dialog.cp')) return;
        observer.disconnect();
        setTimeout(() => resolve(form.requestSubmit()));
      }).observe(shadowRoot!, { childList: true, subtree: true }),
    );
  });
  await page.evaluate(() => dispatchEvent(new Event('written')));
  await sent;
  await expect(widget.thanks).toBeVisible();
  const shown = await pixels(admin, instance, project);
  expect(colours(shown, 150, 113, 100, 74)).toEqual(['#14181b']);
});

test('Escape leaves the picture and the words as they were', async ({ page, site, instance, project }) => {
  await page.setViewportSize({ width: 320, height: 640 });
  const widget = await opened(page, site.put('/leave', tag(instance, project)));
  await widget.text.fill('Still here.');
  await widget.files.setInputFiles({ name: 'map.png', mimeType: 'image/png', buffer: await noise(page, 900, 300) });
  await page.getByRole('button', { name: 'Mark up map.png' }).click();
  const editor = page.getByRole('dialog', { name: 'Mark up the picture' });
  await editor.getByRole('button', { name: 'Add', exact: true }).click();
  await expectFits(page, 'the editor on a phone');
  const targets = await editor.getByRole('button').evaluateAll(all => all.map(one => one.getBoundingClientRect().height));
  expect(Math.min(...targets.slice(0, 6))).toBeGreaterThanOrEqual(44);
  await page.keyboard.press('Escape');
  await expect(editor).toBeHidden();
  await expect(widget.text).toHaveValue('Still here.');
  await expect(widget.dialog).toBeVisible();
  await expect(widget.dialog.locator('.cf-files li')).toHaveCount(1);
});

test('the screen is taken without the widget on it', async ({ page, site, instance, project, admin }) => {
  const widget = await opened(page, secure(site.put('/share', tag(instance, project))));
  await share(page);
  await widget.text.fill('As on my screen.');
  await widget.dialog.getByRole('button', { name: 'Take a screenshot' }).click();
  const editor = page.getByRole('dialog', { name: 'Mark up the picture' });
  await editor.getByRole('button', { name: 'Use picture' }).click();
  await expect(widget.dialog.locator('.cf-files li')).toContainText('screenshot.png');
  await expect(widget.dialog.getByRole('button', { name: 'Take a screenshot' })).toBeFocused();
  expect(await page.evaluate(() => window.shared.map(track => track.readyState)), 'the sharing has ended').toEqual(['ended']);
  await widget.send.click();
  await expect(widget.thanks).toBeVisible();
  const shown = await pixels(admin, instance, project);
  expect([shown.width, shown.height]).toEqual([320, 200]);
  expect(colours(shown, 0, 0, 320, 200), 'drawn while the widget was hidden').toEqual(['#008000']);
});

test('who does not want to share is told the other ways', async ({ page, site, instance, project }) => {
  const widget = await opened(page, secure(site.put('/denied', tag(instance, project))));
  await page.evaluate(() => {
    navigator.mediaDevices.getDisplayMedia = () => Promise.reject(new DOMException('no', 'NotAllowedError'));
  });
  await widget.text.fill('No, thanks.');
  await widget.dialog.getByRole('button', { name: 'Take a screenshot' }).click();
  await expect(widget.dialog.getByText('No screenshot was taken. Paste one or choose a file.')).toBeVisible();
  await widget.send.click();
  await expect(widget.thanks).toBeVisible();
});

test('a page without https says why there is no button', async ({ page, site, instance, project }) => {
  const widget = await opened(page, site.put('/http', tag(instance, project)));
  await expect(widget.dialog.getByText('Screenshots can only be taken on pages with https.')).toBeVisible();
});

async function opened(page: Page, address: string): Promise<Widget> {
  await page.goto(address);
  const widget = new Widget(page);
  await widget.open();
  return widget;
}

/** The same page where browsers trust it as if it came with https. */
function secure(address: string): string {
  return address.replace('shop.test', '127.0.0.1');
}

declare global {
  interface Window {
    shared: MediaStreamTrack[];
  }
}

/** Shares a canvas instead of the screen: green while the widget is hidden, red while it is seen. */
function share(page: Page): Promise<void> {
  return page.evaluate(() => {
    navigator.mediaDevices.getDisplayMedia = async () => {
      const canvas = Object.assign(document.createElement('canvas'), { width: 320, height: 200 });
      const context = canvas.getContext('2d')!;
      const draw = () => {
        const hidden = document.querySelector('cresset-feedback')!.hasAttribute('data-grab');
        context.fillStyle = hidden ? 'rgb(0, 128, 0)' : 'rgb(255, 0, 0)';
        context.fillRect(0, 0, 320, 200);
        requestAnimationFrame(draw);
      };
      draw();
      const stream = canvas.captureStream();
      window.shared = stream.getTracks();
      return stream;
    };
  });
}

/** A picture in which nearly every pixel has a colour of its own. */
async function noise(page: Page, width: number, height: number): Promise<Buffer> {
  const url = await page.evaluate(
    ([width, height]) => {
      const canvas = Object.assign(document.createElement('canvas'), { width, height });
      const context = canvas.getContext('2d')!;
      const data = context.createImageData(width, height);
      for (let at = 0; at < data.data.length; at++) data.data[at] = at % 4 === 3 ? 255 : (at * 7919 + (at >> 8) * 104729) & 255;
      context.putImageData(data, 0, 0);
      return canvas.toDataURL();
    },
    [width, height] as const,
  );
  return Buffer.from(url.split(',')[1]!, 'base64');
}

interface Pixels {
  width: number;
  height: number;
  data: number[];
}

/** The first picture of the newest entry, as the server gives it to people of the project. */
async function pixels(admin: Page, instance: Instance, project: Project): Promise<Pixels> {
  await admin.goto(`${instance.url}/app/${project.slug}/feedback`);
  const entry = await admin.locator('.feed a, .inbox a').first().getAttribute('href');
  await admin.goto(`${instance.url}${entry}`);
  const picture = admin.getByRole('img', { name: /^Picture / });
  await expect(async () => {
    await admin.reload();
    await expect(picture).toBeVisible({ timeout: 500 });
  }).toPass();
  return picture.evaluate(async (image: HTMLImageElement) => {
    const bitmap = await createImageBitmap(await (await fetch(image.src)).blob());
    const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d')!;
    context.drawImage(bitmap, 0, 0);
    const { width, height, data } = context.getImageData(0, 0, bitmap.width, bitmap.height);
    return { width, height, data: [...data] };
  });
}

/** The colours of a part of a picture. */
function colours({ width, data }: Pixels, left: number, top: number, w: number, h: number): string[] {
  const found = new Set<string>();
  for (let y = top; y < top + h; y++) {
    for (let x = left; x < left + w; x++) {
      const at = (y * width + x) * 4;
      found.add('#' + data.slice(at, at + 3).map(part => part.toString(16).padStart(2, '0')).join(''));
    }
  }
  return [...found];
}
