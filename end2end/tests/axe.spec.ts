/** Two engines over the widget and the public page in each of their states. */
import { expect, test } from '../support/test';
import { expectAccessibleToBoth } from '../support/axe';
import { Widget, tag } from '../support/widget';

test('the widget on a page of another site', async ({ page, site, instance, project }) => {
  await page.goto(site.put('/axe', `<main><h1>A shop</h1></main>${tag(instance, project)}`));
  const widget = new Widget(page);
  await expect(widget.launcher).toBeVisible();
  await expectAccessibleToBoth(page, 'closed');
  await widget.open();
  await expectAccessibleToBoth(page, 'open');
  await widget.dialog.getByLabel('E-mail').fill('nobody');
  await widget.send.click();
  await expect(widget.dialog.getByText('Write a few words first.')).toBeVisible();
  await expectAccessibleToBoth(page, 'two errors');
  await widget.text.fill('x'.repeat(10_001));
  await widget.send.click();
  await expect(widget.dialog.getByText('This is longer than 10,000 characters.')).toBeVisible();
  await expectAccessibleToBoth(page, 'too long');
  await widget.text.fill('Long enough.');
  await widget.dialog.getByLabel('E-mail').fill('');
  await widget.send.click();
  await expect(widget.thanks).toBeVisible();
  await expectAccessibleToBoth(page, 'sent');
  await page.setViewportSize({ width: 320, height: 640 });
  await widget.dialog.getByRole('button', { name: 'Send another' }).click();
  await expectAccessibleToBoth(page, '320 pixels');
});

test('the widget with an entry that waits, in Arabic', async ({ page, context, site, instance, project, watch }) => {
  watch.allow(/ERR_FAILED/);
  await page.goto(site.put('/axe-ar', `<main><h1>A shop</h1></main>${tag(instance, project, 'data-lang="ar"')}`));
  await page.getByRole('button', { name: 'ملاحظات' }).click();
  const dialog = page.getByRole('dialog', { name: 'إرسال ملاحظات' });
  await expect(dialog.locator('textarea')).toBeFocused();
  await expectAccessibleToBoth(page, 'open, right to left');
  await context.route('**/api/feedback', route => route.abort());
  await page.keyboard.type('سلام');
  await dialog.getByRole('button', { name: 'إرسال الملاحظات' }).click();
  await expect(dialog.getByText('حُفظت، لكنها لم تُرسل بعد')).toBeVisible();
  await expectAccessibleToBoth(page, 'queued, right to left');
});

test('the public page', async ({ page, project, watch }) => {
  await page.goto(`/f/${project.slug}`);
  await expectAccessibleToBoth(page, 'as it comes');
  await page.goto(`/f/${project.slug}?error=content_blank`);
  await expectAccessibleToBoth(page, 'with an error');
  await page.getByRole('textbox', { name: 'E-mail' }).focus();
  await page.keyboard.press('Enter');
  await expectAccessibleToBoth(page, 'live, with an error');
  await page.goto(`/f/${project.slug}/sent`);
  await expectAccessibleToBoth(page, 'sent');
  watch.allow(/404/);
  await page.goto('/f/nowhere');
  await expectAccessibleToBoth(page, 'no such project');
});
