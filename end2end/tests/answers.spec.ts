/** From a report to an answer and back: the page of whoever sent it. */
import { expect, test } from '../support/test';
import { expectAccessible } from '../support/axe';
import { Widget, tag } from '../support/widget';

test('the widget leads to the page where an answer is read and replied to', async ({ page, admin, site, instance, project }) => {
  await page.goto(site.put('/answers', `<main><h1>A shop</h1></main>${tag(instance, project)}`));
  const widget = new Widget(page);
  await widget.open();
  await widget.dialog.getByRole('radio', { name: '4' }).check({ force: true });
  await widget.text.fill('The forge forgets its queue.');
  await widget.send.click();
  await expect(widget.thanks).toBeVisible();
  const link = widget.dialog.getByRole('link', { name: 'See its progress' });
  const opened = page.waitForEvent('popup');
  await link.click();
  const status = await opened;
  await expect(status.getByRole('heading', { name: 'Your feedback' })).toBeVisible();
  await expect(status.getByText('The forge forgets its queue.')).toBeVisible();
  await expect(status.getByText('4 of 5')).toBeVisible();
  expect(await status.locator('script').count(), 'a page without scripts').toBe(0);

  await admin.goto(`/app/${project.slug}/feedback`);
  await admin.getByRole('link', { name: /The forge forgets/ }).click();
  await admin.getByRole('textbox', { name: 'Comment' }).fill('Grace knows why.');
  await admin.getByRole('button', { name: 'Add comment' }).click();
  await expect(admin.getByText('commented, for the team only')).toBeVisible();
  await admin.getByRole('textbox', { name: 'Answer' }).fill('It is fixed in 2.4.1.');
  await admin.getByRole('button', { name: 'Answer the reporter' }).click();
  await expect(admin.getByText('answered the reporter')).toBeVisible();
  await expect(admin.getByRole('textbox', { name: 'Answer' })).toHaveValue('');

  await status.reload();
  await expect(status.getByText('It is fixed in 2.4.1.')).toBeVisible();
  await expect(status.getByText('Grace knows why.')).toHaveCount(0);
  await expectAccessible(status, 'with an answer');
  await status.getByLabel('Your reply').fill('Not on my phone.');
  await status.getByRole('button', { name: 'Send reply' }).click();
  await expect(status.getByRole('status')).toContainText('Your reply was sent');
  await expectAccessible(status, 'after a reply');
  await status.goto(`${status.url().split('?')[0]}?error=content_blank`);
  await expectAccessible(status, 'after one that was refused');
  await status.setViewportSize({ width: 320, height: 640 });
  const wide = await status.evaluate(() => document.documentElement.scrollWidth);
  expect(wide, 'nothing reaches out of a small phone').toBeLessThanOrEqual(320);
  await expect(admin.getByText('The reporter replied'), 'without a reload').toBeVisible();
  await expect(admin.getByRole('link', { name: /New reply/ })).toBeVisible();
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('the receipt has the link, and the page takes a reply', async ({ page, instance, project }) => {
    await page.goto(`/f/${project.slug}`);
    const rating = page.getByRole('group', { name: /How do you like it/ });
    await page.getByLabel('Bug').check();
    await expect(rating, 'a bug is not rated').toBeHidden();
    await page.getByLabel('General').check();
    await rating.getByRole('radio', { name: '2' }).check({ force: true });
    await page.getByLabel('What').fill('The map is too small.');
    await page.getByRole('button', { name: 'Send feedback' }).click();
    await page.getByRole('link', { name: `${instance.url}/f/${project.slug}/s/` }).click();
    await expect(page.getByText('2 of 5')).toBeVisible();
    await page.getByLabel('Your reply').fill('   ');
    await page.getByRole('button', { name: 'Send reply' }).click();
    await expect(page.getByText('Write a few words first.')).toBeVisible();
    await page.getByLabel('Your reply').fill('On a phone, I mean.');
    await page.getByRole('button', { name: 'Send reply' }).click();
    await expect(page.getByRole('list', { name: 'What happened, oldest first' })).toContainText('On a phone, I mean.');
    const [entry] = await instance.entries(project);
    expect(entry.history.map((event: any) => event.kind)).toEqual(['reply']);
  });
});
