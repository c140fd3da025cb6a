/** From nothing to the first feedback, as the person who installs it sees it. */
import { expectAccessible } from '../support/axe';
import { Instance } from '../support/instance';
import { expectFits } from '../support/narrow';
import { ADMIN, expect, test } from '../support/test';
import { Widget } from '../support/widget';

const WIDE = { width: 1280, height: 720 };

test('set up, paste the tag, and read the first feedback', async ({ page, context, site, watch }, about) => {
  const instance = await Instance.start();
  const link = await instance.printed(/http:\S+\/setup\?\S+/);
  await page.goto(link);
  await expectAccessible(page, 'setup');
  await expectFits(page, 'setup');
  await page.setViewportSize(WIDE);

  const began = Date.now();
  await page.getByLabel('Your name').fill('Ada');
  await page.getByLabel('E-mail').fill(ADMIN.email);
  await page.getByLabel('New password').fill(ADMIN.password);
  await expect(page.getByLabel('Product')).toHaveValue('Total Battle Analyzer');
  await page.getByRole('button', { name: 'Create account and project' }).click();
  await page.waitForURL('**/app/*/start');
  await expect(page.getByText('Waiting for the first event')).toBeVisible();
  const tag = await page.getByRole('region', { name: 'Script tag' }).innerText();
  expect(tag).toContain(`${instance.url}/embed.js`);

  const shop = await context.newPage();
  await shop.goto(site.put('/first', `<h1>Chests</h1>${tag}`));
  await expect(page.getByText(/received from \/first/)).toBeVisible();

  const widget = new Widget(shop);
  await widget.open();
  await widget.text.fill('The very first words.');
  await widget.send.click();
  await expect(widget.thanks).toBeVisible();

  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Feedback' }).click();
  await expect(page.getByText('The very first words.')).toBeVisible();
  about.annotations.push({ type: 'setup to first feedback', description: `${Date.now() - began} ms` });

  watch.allow(/404 \(Not Found\)/);
  const again = await shop.goto(link);
  expect(again?.status(), 'the link worked once').toBe(404);
  await shop.close();
  await instance.stop();
});
