/** Open pages hear of what happens elsewhere, without a reload. */
import type { Page } from '@playwright/test';
import { expect, openLive, test } from '../support/test';

test('a deployment recorded by a pipeline shows on the open overview within two seconds', async ({
  admin,
  instance,
  project,
}) => {
  const token = await instance.token(project, 'deploy:write');
  await openLive(admin, `/app/${project.slug}`);
  await mark(admin);
  await instance.post('/api/v1/deployments', { environment: 'production', release: 'web@2.4.0' }, token);
  await expect(admin.getByText('2.4.0').first()).toBeVisible({ timeout: 2_000 });
  await expectSameDocument(admin);
});

test('feedback arrives in the open inbox', async ({ admin, instance, project }) => {
  await openLive(admin, `/app/${project.slug}/feedback`);
  await mark(admin);
  await instance.feedback(project, 'The march timer stands still.');
  await expect(admin.getByText('The march timer stands still.').first()).toBeVisible({ timeout: 2_000 });
  await expectSameDocument(admin);
});

/** Marks the document, to know it again. */
async function mark(page: Page): Promise<void> {
  await page.evaluate(() => Object.assign(window, { opened: true }));
}

async function expectSameDocument(page: Page): Promise<void> {
  expect(await page.evaluate(() => 'opened' in window), 'the page was not loaded again').toBe(true);
}
