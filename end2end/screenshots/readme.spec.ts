/** Pictures for the README, from `cresset demo`: one file for each scheme, drawn again when pages change. */
import path from 'node:path';
import type { Page } from '@playwright/test';
import { expect, openLive, test } from '../support/test';
import { Widget } from '../support/widget';

const FOLDER = path.join(__dirname, '../../docs/images');

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme });

    const draw = (page: Page, name: string) =>
      page.screenshot({ path: path.join(FOLDER, `${name}-${colorScheme}.png`), animations: 'disabled' });

    test('the console', async ({ page, demo }) => {
      await page.context().addCookies(demo.cookies);
      const home = `${demo.instance.url}/app/${demo.slug}`;
      await openLive(page, home);
      await draw(page, 'overview');
      await page.goto(`${home}/feedback`);
      await page.getByRole('list', { name: 'Entries, newest first' }).getByRole('link').nth(1).click();
      await expect(page.getByRole('list', { name: 'History, oldest first' })).toBeVisible();
      await draw(page, 'inbox');
      await openLive(page, `${home}/deployments`);
      await draw(page, 'deployments');
    });

    test('the widget', async ({ page, demo }) => {
      await page.goto(await demo.instance.printed(/http:\S+\/chests/));
      const widget = new Widget(page);
      await widget.open();
      await widget.dialog.getByLabel('Bug').check();
      await widget.text.fill('The third chest of the week does not open.');
      await draw(page, 'widget');
    });
  });
}

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 780 } });

  test('inbox and widget', async ({ page, demo }) => {
    await page.context().addCookies(demo.cookies);
    await openLive(page, `${demo.instance.url}/app/${demo.slug}/feedback`);
    await page.screenshot({ path: path.join(FOLDER, 'inbox-phone.png'), animations: 'disabled' });
    await page.goto(await demo.instance.printed(/http:\S+\/chests/));
    const widget = new Widget(page);
    await widget.open();
    await widget.text.fill('The third chest of the week does not open.');
    await page.screenshot({ path: path.join(FOLDER, 'widget-phone.png'), animations: 'disabled' });
  });
});
