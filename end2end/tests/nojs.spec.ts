/** JavaScript off: every form is a form. */
import { ADMIN, expect, fillSignIn, test } from '../support/test';

test.use({ javaScriptEnabled: false });

test('a person writes on the public page, errs, and is thanked', async ({ page, project }) => {
  await page.goto(`/f/${project.slug}`);
  await page.getByLabel('Bug').check();
  // A browser without JavaScript takes blanks for a text; the server does not.
  await page.getByLabel('What').fill('   ');
  await page.getByRole('button', { name: 'Send feedback' }).click();
  await expect(page.getByText('Write a few words first.')).toBeVisible();

  await page.getByLabel('What is on your mind?').fill('The chest list is empty after a level.');
  await page.getByRole('button', { name: 'Send feedback' }).click();
  await expect(page.getByRole('heading', { name: 'Thank you, we have it' })).toBeVisible();
});

test('a person sends a picture, and the team sees it', async ({ page, context, cookies, instance, project }) => {
  await page.goto(`/f/${project.slug}`);
  const files = page.getByLabel('Files');
  const text = page.getByLabel('What is on your mind?');
  await text.fill('The map is empty, as you see.');
  await files.setInputFiles({ name: 'map.png', mimeType: 'image/png', buffer: Buffer.from('<svg onload="alert(1)"/>') });
  await page.getByRole('button', { name: 'Send feedback' }).click();
  await expect(page.getByRole('alert')).toContainText('file 1 is none of PNG');
  await page.goBack();
  await expect(text, 'what was written is kept').toHaveValue('The map is empty, as you see.');

  await files.setInputFiles([
    { name: 'map.png', mimeType: 'image/png', buffer: await page.screenshot() },
    { name: 'log.txt', mimeType: 'text/plain', buffer: Buffer.from('a line') },
  ]);
  await page.getByRole('button', { name: 'Send feedback' }).click();
  await expect(page.getByRole('heading', { name: 'Thank you, we have it' })).toBeVisible();

  const token = await instance.token(project, 'feedback:read');
  const { items } = await instance.get('/api/feedback', token);
  expect(items, 'stored once').toHaveLength(1);

  await context.addCookies(cookies);
  await page.goto(`/app/${project.slug}/feedback`);
  await page.getByRole('link', { name: /The map is empty/ }).click();
  const shown = page.getByRole('img', { name: 'Picture map.png' });
  const served = page.waitForResponse(response => response.url().includes('/files/') && response.ok());
  await expect(async () => {
    await page.reload();
    await expect(shown).toBeVisible({ timeout: 500 });
  }).toPass();
  expect((await served).headers()['content-type']).toBe('image/png');
  await expect(page.getByRole('link', { name: 'log.txt' })).toHaveAttribute('download', '');
});

test('an administrator signs in, finds an entry and triages it', async ({ page, instance, project }) => {
  await instance.feedback(project, 'The forge forgets its queue.', { feedback_type: 'bug' });
  await instance.feedback(project, 'Make the map larger.', { feedback_type: 'feature' });
  await page.goto(`/app/${project.slug}/feedback`);
  await page.getByLabel('E-mail').fill(ADMIN.email);
  await page.getByLabel('Password').fill('not the password');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByText(/password/i).first()).toBeVisible();
  await expect(page).toHaveURL(/\/login/);
  await fillSignIn(page);
  await expect(page, 'back to where they wanted to go').toHaveURL(new RegExp(`/app/${project.slug}/feedback$`));

  const entries = page.getByRole('list', { name: 'Entries, newest first' }).getByRole('listitem');
  await expect(entries).toHaveCount(2);
  await page.getByRole('navigation', { name: 'Entries by type' }).getByRole('link', { name: /Bug/ }).click();
  await expect(entries).toHaveCount(1);
  await page.getByRole('searchbox').fill('nothing of the kind');
  await page.getByRole('searchbox').press('Enter');
  await expect(entries).toHaveCount(0);
  await page.getByRole('link', { name: 'Clear all' }).first().click();
  await page.getByRole('link', { name: /The forge forgets its queue/ }).click();
  await page.getByRole('button', { name: 'Mark as triaged' }).click();
  await expect(page.getByRole('list', { name: 'History, oldest first' })).toContainText('set the status to triaged');
});

test('an administrator changes settings', async ({ admin, project }) => {
  await admin.goto(`/app/${project.slug}/settings`);
  await admin.getByLabel('Name', { exact: true }).fill('');
  await admin.getByLabel('Name', { exact: true }).fill('Renamed without a script');
  await admin.getByRole('button', { name: 'Save' }).first().click();
  await expect(admin.getByLabel('Name', { exact: true })).toHaveValue('Renamed without a script');
  await admin.getByLabel('Add origins').fill('not an origin');
  await admin.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(admin.getByText(/origin/i).first()).toBeVisible();

  await admin.goto(`/app/${project.slug}/settings/tokens`);
  await admin.getByLabel('Name', { exact: true }).fill('CI');
  await admin.getByLabel('deploy:write').check();
  await admin.getByRole('button', { name: 'Create token' }).click();
  await expect(admin.getByRole('region', { name: 'Token', exact: true })).toContainText('crs_');
});
