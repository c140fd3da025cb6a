/** JavaScript off: every form is a form. */
import { expect, test } from '../support/test';

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
