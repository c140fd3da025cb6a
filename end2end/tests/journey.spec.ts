/** From two reports to "done": what a product owner does with what two people wrote, and what they hear of it. */
import type { BrowserContext, Page } from '@playwright/test';
import { expect, openLive, test } from '../support/test';
import { Widget, tag } from '../support/widget';

test('two reports of one defect become done, and both people hear of it', async ({
  admin,
  browser,
  site,
  instance,
  project,
}) => {
  const shop = site.put('/journey', `<main><h1>A shop</h1></main>${tag(instance, project)}`);
  const [first, second] = [await browser.newContext(), await browser.newContext()];
  await openLive(admin, `/app/${project.slug}/feedback`);

  const early = await report(first, shop, 'The chest list stays empty after a reload.');
  await admin.getByRole('link', { name: /stays empty/ }).click();
  const late = await report(second, shop, 'After a reload the chest list is empty.');

  await choose(admin, /Assignee/, 'ada');
  await expect(admin.getByText('assigned this to ada')).toBeVisible();
  await admin.getByPlaceholder('Tag').last().fill('chests');
  await admin.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(admin.getByText('added the tag chests')).toBeVisible();
  await choose(admin, /Status: New/, 'Plan');

  await admin.getByRole('link', { name: /After a reload/ }).first().click();
  await admin.getByRole('button', { name: 'Merge into #1' }).click();
  await expect(admin.getByText('Duplicate of')).toBeVisible();
  await late.reload();
  await expect(late.getByText('Planned').first()).toBeVisible();

  await openLive(admin, `/app/${project.slug}/feedback`);
  await admin.getByRole('link', { name: /stays empty/ }).click();
  await admin.getByRole('textbox', { name: 'Answer' }).fill('Fixed in 2.4.1, thank you.');
  await admin.getByRole('button', { name: 'Answer the reporter' }).click();
  await expect(admin.getByText('answered the reporter')).toBeVisible();
  await choose(admin, /Status: Planned/, 'Mark as done');
  await expect(admin.getByRole('list', { name: 'History, oldest first' })).toContainText('set the status to done');

  for (const page of [early, late]) {
    await page.reload();
    await expect(page.getByText('Done').first()).toBeVisible();
  }
  await expect(early.getByText('Fixed in 2.4.1, thank you.')).toBeVisible();
  await Promise.all([first.close(), second.close()]);
});

/** Sends a report by the widget; returns the page that tells what becomes of it. */
async function report(context: BrowserContext, shop: string, text: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(shop);
  const widget = new Widget(page);
  await widget.open();
  await widget.dialog.getByLabel('Bug').check();
  await widget.text.fill(text);
  await widget.send.click();
  await expect(widget.thanks).toBeVisible();
  const opened = page.waitForEvent('popup');
  await widget.dialog.getByRole('link', { name: 'See its progress' }).click();
  return opened;
}

/** Takes an action from a menu of the entry that is open. */
async function choose(page: Page, menu: RegExp, action: string): Promise<void> {
  await page.locator('summary', { hasText: menu }).last().click();
  await page.locator('details[open]').getByRole('button', { name: action }).click();
}
