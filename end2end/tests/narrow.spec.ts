/** 320 px, and text of twice the size. */
import { expect, test } from '../support/test';
import { expectFits } from '../support/narrow';
import { Widget, tag } from '../support/widget';

test('the widget', async ({ page, site, instance, project }) => {
  await page.goto(site.put('/narrow', `<main><h1>A shop</h1></main>${tag(instance, project)}`));
  const widget = new Widget(page);
  await expectFits(page, 'closed');
  await widget.open();
  await widget.text.fill('Donaudampfschifffahrtsgesellschaftskapitän'.repeat(6));
  await expectFits(page, 'open');
  const box = (await widget.dialog.boundingBox())!;
  expect(box.x).toBeGreaterThanOrEqual(0);
  expect(box.x + box.width).toBeLessThanOrEqual(320);
  // The sheet scrolls by itself.
  await widget.send.scrollIntoViewIfNeeded();
  await expect(widget.send, 'the button can be reached').toBeInViewport({ ratio: 1 });
});

test('the public page', async ({ page, project }) => {
  for (const path of ['', '?error=content_long', '/sent']) {
    await page.goto(`/f/${project.slug}${path}`);
    await expectFits(page, `/f/…${path}`);
  }
});
