/** A product's server vouches for a user, and the team sees it. */
import { createHmac } from 'node:crypto';
import { expectAccessible } from '../support/axe';
import { expect, openLive, test } from '../support/test';

test('a signed user is shown as verified until the secret is rotated', async ({ admin, instance, project }) => {
  const settings = `/app/${project.slug}/settings`;
  await openLive(admin, settings);
  await admin.getByText('Show the secret').click();
  const secret = admin.getByRole('region', { name: 'Identity secret' });
  await expectAccessible(admin, 'the secret and how to sign');
  // As the sample on that page does it.
  const sign = async (id: string) => createHmac('sha256', await secret.innerText()).update(id).digest('hex');
  const user_sig = await sign('player-7');
  const id = await instance.feedback(project, 'The map is empty', { user_id: 'player-7', user_sig });
  await instance.feedback(project, 'So they say', { user_id: 'player-8' });

  await admin.goto(`/app/${project.slug}/feedback`);
  const lines = admin.getByRole('list', { name: 'Entries, newest first' }).getByRole('listitem');
  await expect(lines.filter({ hasText: 'The map is empty' })).toContainText('player-7, verified user');
  await expect(lines.filter({ hasText: 'So they say' })).not.toContainText('verified');
  await admin.goto(`/app/${project.slug}/feedback/${id}`);
  await expect(admin.getByText('Verified', { exact: true })).toBeVisible();

  await openLive(admin, settings);
  await admin.locator('summary', { hasText: 'Rotate secret' }).click();
  await admin.getByRole('button', { name: 'Rotate secret' }).click();
  await expect(admin.getByText('Rotate the identity secret?')).toBeHidden();
  // Within a second, as the page says.
  await expect(async () => {
    await expect(instance.feedback(project, 'Again', { user_id: 'player-7', user_sig })).rejects.toThrow(/user_sig/);
  }).toPass();
});
