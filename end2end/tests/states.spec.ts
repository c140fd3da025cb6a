/** axe over what appears when somebody does something: menus, filters, questions, errors, secrets shown once. */
import { expectAccessible } from '../support/axe';
import { expect, openLive, test } from '../support/test';

test('menus', async ({ page, demo }) => {
  // Eight looks over the longest page there is.
  test.slow();
  await page.context().addCookies(demo.cookies);
  await openLive(page, `${demo.instance.url}/app/${demo.slug}/feedback`);
  for (const menu of ['Project:', 'Account:', 'Add filter']) {
    const button = page.locator('summary', { hasText: menu });
    await button.click();
    await expectAccessible(page, `menu ${menu}`);
    await page.keyboard.press('Escape');
  }
  await page.getByRole('list', { name: 'Entries, newest first' }).getByRole('link').first().click();
  await page.locator('summary', { hasText: 'Status:' }).click();
  await expectAccessible(page, 'menu of the status');
});

test('a question before something that cannot be undone', async ({ admin, project }) => {
  await openLive(admin, `/app/${project.slug}/settings`);
  await admin.locator('summary', { hasText: 'Rotate key' }).click();
  await expect(admin.getByRole('button', { name: 'Rotate key' })).toBeVisible();
  await expectAccessible(admin, 'question');
});

test('a form with a mistake', async ({ admin, project, watch }) => {
  watch.allow(/400 \(Bad Request\)|422/);
  await openLive(admin, `/app/${project.slug}/settings`);
  await admin.getByLabel('Add origins').fill('not an origin');
  await admin.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(admin.getByLabel('Add origins')).toHaveAttribute('aria-invalid', 'true');
  await expectAccessible(admin, 'mistake');
});

test('a token that is shown once', async ({ admin, project }) => {
  await openLive(admin, `/app/${project.slug}/settings/tokens`);
  await admin.getByLabel('Name', { exact: true }).fill('CI');
  await admin.getByLabel('deploy:write').check();
  await admin.getByRole('button', { name: 'Create token' }).click();
  await expect(admin.getByRole('region', { name: 'Token', exact: true })).toBeVisible();
  await expectAccessible(admin, 'token');
});
