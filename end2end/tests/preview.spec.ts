/** The settings of the widget: the tag follows the fields, and the real widget is tried beside it. */
import { expectAccessible } from '../support/axe';
import { expectFits } from '../support/narrow';
import { expect, openLive, test } from '../support/test';

test('a maintainer chooses, tries the real thing, and copies the tag', async ({ admin, instance, project }) => {
  await openLive(admin, `/app/${project.slug}/settings/widget`);
  const tag = admin.getByRole('region', { name: 'Script tag' });
  const frame = admin.frameLocator('iframe[title^="Sample page"]');
  await expect(frame.getByRole('button', { name: 'Feedback', exact: true })).toBeVisible();

  await admin.getByLabel('Language').selectOption('de');
  await admin.getByLabel('Colours', { exact: true }).selectOption('dark');
  await expect(tag).toContainText('data-lang="de"');
  await expect(tag).toContainText('data-theme="dark"');
  // What is fixed in a frame does not scroll into the window by itself.
  await admin.locator('iframe').evaluate(frame => frame.scrollIntoView({ block: 'end' }));
  await frame.getByRole('button', { name: 'Feedback', exact: true }).click();
  const form = frame.getByRole('dialog', { name: 'Feedback geben' });
  await form.getByRole('textbox').first().fill('Tried in the settings');
  await form.getByRole('button', { name: 'Feedback senden' }).click();
  await expect.poll(async () => (await instance.entries(project)).length).toBe(1);
  await admin.goto(`/app/${project.slug}/start`);
  await expect(admin.getByText('Feedback received'), 'the visit is not counted').toBeVisible();
});

test('a shortcut that cannot be one is named, and is not in the tag', async ({ admin, project }) => {
  await openLive(admin, `/app/${project.slug}/settings/widget`);
  const tag = admin.getByRole('region', { name: 'Script tag' });
  const shortcut = admin.getByLabel('Shortcut');
  await shortcut.fill('f');
  await expect(shortcut).toHaveAttribute('aria-invalid', 'true');
  await expect(tag).not.toContainText('data-shortcut');
  await expectAccessible(admin, 'a wrong shortcut');
  await shortcut.fill('shift+alt+f');
  await expect(tag).toContainText('data-shortcut="alt+shift+f"');
});

test.describe('a device of its own', () => {
  // An emulated preference reaches every frame, whatever the frame's element says.
  test.use({ colorScheme: null });

  test('the sample page is light, dark, and as wide as a phone', async ({ admin, project }) => {
    await openLive(admin, `/app/${project.slug}/settings/widget`);
    const element = admin.locator('iframe');
    const body = admin.frameLocator('iframe').locator('body');
    const background = () => body.evaluate(node => getComputedStyle(node).backgroundColor);
    await admin.getByRole('radio', { name: 'Dark' }).check();
    await expect.poll(background).toBe('rgb(15, 18, 20)');
    await admin.getByRole('radio', { name: 'Light' }).check();
    await expect.poll(background).toBe('rgb(255, 255, 255)');
    await admin.getByRole('radio', { name: 'Phone' }).check();
    expect((await element.boundingBox())!.width).toBeLessThanOrEqual(390);
    await expectFits(admin, 'phone');
  });
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('the tag and the frame follow the form', async ({ admin, project }) => {
    await admin.goto(`/app/${project.slug}/settings/widget`);
    await admin.getByLabel('Position').selectOption('bottom-left');
    await admin.getByRole('button', { name: 'Show it' }).click();
    await expect(admin.getByText('data-position="bottom-left"')).toBeVisible();
    await expect(admin.locator('iframe')).toHaveAttribute('src', /position=bottom(-|%2D)left/);
    await expect(admin.getByLabel('Position')).toHaveValue('bottom-left');
  });
});
