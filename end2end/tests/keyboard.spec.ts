/** The whole way with the keyboard alone. */
import { tabTo } from '../support/keys';
import { ADMIN, expect, openLive, test } from '../support/test';
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

test('an administrator signs in, finds an entry and closes it', async ({ page, instance, project }) => {
  await instance.feedback(project, 'The forge forgets its queue.', { feedback_type: 'bug' });
  await instance.feedback(project, 'The march takes too long.');
  await page.goto(`/app/${project.slug}`);
  await tabTo(page, page.getByLabel('E-mail'));
  await page.keyboard.type(ADMIN.email);
  await tabTo(page, page.getByLabel('Password'));
  await page.keyboard.type(ADMIN.password);
  await page.keyboard.press('Enter');
  await page.waitForURL(`**/app/${project.slug}`);


  await tabTo(page, page.getByRole('link', { name: 'Skip to content' }));
  await page.keyboard.press('Enter');
  await expect(page.locator('#content')).toBeFocused();
  await tabTo(page, page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Feedback' }));
  await page.keyboard.press('Enter');
  await page.waitForURL('**/feedback');

  await tabTo(page, page.getByRole('link', { name: /The march takes too long/ }));
  await page.keyboard.press('j');
  await expect(page.getByRole('link', { name: /The forge forgets its queue/ })).toBeFocused();
  await page.keyboard.press('Enter');
  await tabTo(page, page.getByRole('button', { name: 'Mark as triaged' }));
  await page.keyboard.press('Enter');
  const history = page.getByRole('list', { name: 'History, oldest first' });
  await expect(history).toContainText('set the status to triaged');

  const menu = page.locator('summary', { hasText: 'Status: ' });
  await tabTo(page, menu);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Decline' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: 'Decline' })).toBeHidden();
  await expect(menu).toBeFocused();
  await page.keyboard.press('Enter');
  await tabTo(page, page.getByRole('button', { name: 'Decline' }));
  await page.keyboard.press('Enter');
  await expect(history).toContainText('set the status to declined');
});

test('a question opens, is left by Escape and gives the focus back', async ({ admin: page, project }) => {
  await openLive(page, `/app/${project.slug}/settings`);
  const rotate = page.locator('summary', { hasText: 'Rotate key' });
  await tabTo(page, rotate);
  await page.keyboard.press('Enter');
  const answer = page.getByRole('button', { name: 'Rotate key' });
  await tabTo(page, answer);
  await page.keyboard.press('Escape');
  await expect(answer).toBeHidden();
  await expect(rotate).toBeFocused();
});
