/** The whole way with the keyboard alone. */
import { type Locator, type Page } from '@playwright/test';
import { expect, test } from '../support/test';
import { Widget, tag } from '../support/widget';

test('a user opens the widget, errs, sends and is back where they were', async ({ page, site, instance, project }) => {
  await page.goto(site.put('/keys', `<a href="#top">Top</a>${tag(instance, project)}`));
  const widget = new Widget(page);
  await tabTo(page, widget.launcher);
  await page.keyboard.press('Enter');
  await expect(widget.text).toBeFocused();
  await page.keyboard.type('A draft that must not be lost.');
  await page.keyboard.press('Escape');
  await expect(widget.dialog).toBeHidden();
  await expect(widget.launcher).toBeFocused();

  await page.keyboard.press('Enter');
  await expect(widget.text).toHaveValue('A draft that must not be lost.');
  const address = widget.dialog.getByLabel('E-mail');
  await tabTo(page, address);
  await page.keyboard.type('nobody');
  await page.keyboard.press('Enter');
  await expect(address).toBeFocused();
  await expect(address).toHaveAttribute('aria-invalid', 'true');
  await page.keyboard.type('@example.org');
  await tabTo(page, widget.send);
  await page.keyboard.press('Enter');
  await expect(widget.thanks).toBeVisible();
  await expect(widget.dialog.getByRole('button', { name: 'Close' }).last()).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(widget.dialog).toBeHidden();
  await expect(widget.launcher).toBeFocused();
});

test('the focus stays in the open dialog', async ({ page, site, instance, project }) => {
  await page.goto(site.put('/trap', `<button>Outside</button>${tag(instance, project)}`));
  const widget = new Widget(page);
  await widget.open();
  for (let step = 0; step < 12; step++) {
    await page.keyboard.press('Tab');
    await expect(page.getByRole('button', { name: 'Outside' })).not.toBeFocused();
  }
});

/** Presses Tab until the element has the focus. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  await target.waitFor({ state: 'attached' });
  for (let step = 0; step < 60; step++) {
    if (await target.evaluate(element => element === (element.getRootNode() as Document | ShadowRoot).activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not reach ${target}`);
}
