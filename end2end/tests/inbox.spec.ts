/** The inbox as somebody works through it: keys, many at once, views, what happened around a report. */
import type { Page } from '@playwright/test';
import { expectAccessible } from '../support/axe';
import type { Instance, Project } from '../support/instance';
import { tabTo } from '../support/keys';
import { expectFits } from '../support/narrow';
import { expect, openLive, test } from '../support/test';

test('three entries are chosen, planned and put back with the keyboard alone', async ({ admin, instance, project }) => {
  await filled(instance, project, 4);
  await openLive(admin, `/app/${project.slug}/feedback`);
  const lines = entries(admin);
  await expect(lines).toHaveCount(4);
  for (let n = 0; n < 3; n++) await admin.keyboard.press('j').then(() => admin.keyboard.press('x'));
  await expect(admin.getByText('3 selected')).toBeVisible();
  await admin.keyboard.press('s');
  const planned = admin.getByRole('button', { name: 'Planned' });
  await tabTo(admin, planned);
  await admin.keyboard.press('Enter');
  await expect(admin.getByText('3 entries set to planned')).toBeVisible();
  await expect(lines.filter({ hasText: 'Planned' })).toHaveCount(3);
  await expectAccessible(admin, 'what was done with many');

  await tabTo(admin, admin.getByRole('button', { name: 'Undo' }), 'Shift+Tab');
  await admin.keyboard.press('Enter');
  await expect(admin.getByText('3 entries are as they were before')).toBeVisible();
  await expect(lines.filter({ hasText: 'New' })).toHaveCount(4);
});

test('single keys work through the list, one entry after the other', async ({ admin, instance, project }) => {
  await filled(instance, project, 3);
  await openLive(admin, `/app/${project.slug}/feedback`);
  const line = (n: number) => entries(admin).filter({ hasText: `Entry ${n}.` });
  await admin.keyboard.press('j');
  await expect(line(3).getByRole('link')).toBeFocused();
  await admin.keyboard.press('e');
  await expect(line(3)).toContainText('Done');
  await admin.keyboard.press('j');
  await expect(line(2).getByRole('link'), 'on from where it was').toBeFocused();
  await admin.keyboard.press('Enter');
  await expect(admin.getByRole('heading', { name: 'General #2' })).toBeVisible();

  await admin.keyboard.press('l');
  await admin.keyboard.type('chests');
  await admin.keyboard.press('Enter');
  await expect(admin.getByRole('list', { name: 'Tags' })).toContainText('chests');
  await expect(line(2), 'typing e in the field did nothing else').toContainText('New');
  await line(2).getByRole('link').focus();
  await admin.keyboard.press('s');
  await expect(admin.getByRole('button', { name: 'Plan', exact: true }), 'the menu of the open entry').toBeFocused();
  await admin.keyboard.press('Escape');
  await admin.keyboard.press('m');
  await expect(admin.getByLabel('Merge into another entry')).toBeFocused();
  await line(2).getByRole('link').focus();
  await admin.keyboard.press('#');
  await expect(line(2)).toHaveCount(0);
  await admin.keyboard.press('/');
  await expect(admin.getByRole('searchbox')).toBeFocused();
});

test('the sheet of keys opens, and its switch is kept on the device', async ({ admin, instance, project }) => {
  await filled(instance, project, 1);
  await openLive(admin, `/app/${project.slug}/feedback`);
  const sheet = admin.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await admin.keyboard.press('?');
  await expect(sheet).toContainText('Mark as done');
  await expectAccessible(admin, 'sheet of keys');
  await admin.keyboard.press('e');
  await sheet.getByLabel('Single keys do something').uncheck();
  await admin.keyboard.press('Escape');
  await expect(sheet).toBeHidden();
  const link = entries(admin).getByRole('link');
  const idle = async () => {
    for (const key of ['j', '?', '/', 'x']) await admin.keyboard.press(key);
    await expect(sheet).toBeHidden();
    await expect(link).not.toBeFocused();
    await expect(admin.getByRole('searchbox')).not.toBeFocused();
  };
  await idle();
  await openLive(admin, `/app/${project.slug}/feedback`);
  await idle();
  await expect(entries(admin), 'e in the sheet did nothing').toContainText('New');
  await admin.getByRole('button', { name: 'Keyboard shortcuts' }).click();
  await sheet.getByLabel('Single keys do something').check();
  await admin.keyboard.press('Escape');
  await admin.keyboard.press('j');
  await expect(link).toBeFocused();
});

test('keys stay on where the browser keeps nothing', async ({ admin, instance, project }) => {
  await admin.addInitScript(() => {
    const refuse = () => {
      throw new DOMException('blocked', 'SecurityError');
    };
    Object.defineProperty(window, 'localStorage', { get: refuse });
  });
  await filled(instance, project, 1);
  await openLive(admin, `/app/${project.slug}/feedback`);
  await admin.keyboard.press('j');
  await expect(entries(admin).getByRole('link')).toBeFocused();
  await admin.keyboard.press('?');
  await admin.getByLabel('Single keys do something').uncheck();
  await admin.keyboard.press('Escape');
  await admin.keyboard.press('/');
  await expect(admin.getByRole('searchbox'), 'off for this page').not.toBeFocused();
});

test('filters are kept under a name, renamed and deleted', async ({ admin, instance, project }) => {
  await instance.feedback(project, 'The forge forgets its queue.', { feedback_type: 'bug' });
  await instance.feedback(project, 'Make the map larger.', { feedback_type: 'feature' });
  await openLive(admin, `/app/${project.slug}/feedback?type=bug&status=new`);
  const views = admin.getByRole('navigation', { name: 'Saved views' });
  await admin.getByText('Save these filters as a view').click();
  await admin.getByLabel('Name of the view').fill('New bugs');
  await expectAccessible(admin, 'saving a view');
  await admin.keyboard.press('Enter');
  await expect(views.getByRole('link', { name: 'New bugs' })).toHaveAttribute('aria-current', 'true');
  await admin.getByRole('navigation', { name: 'Entries by type' }).getByRole('link', { name: /All/ }).click();
  await admin.getByRole('link', { name: 'Clear all' }).first().click();
  await expect(entries(admin)).toHaveCount(2);
  await views.getByRole('link', { name: 'New bugs' }).click();
  await expect(admin).toHaveURL(/feedback\?type=bug&status=new$/);
  await expect(entries(admin)).toHaveCount(1);

  await admin.getByText('Edit views').click();
  await expectAccessible(admin, 'editing views');
  await admin.getByLabel('Name of New bugs').fill('Bugs to look at');
  await admin.getByLabel('Share with the project').check();
  await admin.getByRole('list', { name: 'Views to edit' }).getByRole('button', { name: 'Save' }).click();
  await expect(views.getByRole('link', { name: /Bugs to look at.*shared by you/ })).toBeVisible();
  await expectFits(admin, 'editing views');
  await admin.locator('summary', { hasText: 'Delete' }).click();
  await admin.getByRole('button', { name: 'Delete view' }).click();
  await expect(views).toHaveCount(0);
});

test('what happens around a report joins its timeline', async ({ admin, instance, project }) => {
  const id = await instance.feedback(project, 'The chest list is empty.', { page: 'https://tba.example/chests' });
  await openLive(admin, `/app/${project.slug}/feedback/${id}`);
  const timeline = admin.getByRole('region', { name: 'Timeline' });
  await expect(timeline).toContainText('No page view of /chests and no deployment to production');
  const token = await instance.token(project, 'deploy:write');
  await instance.post('/api/v1/deployments', { environment: 'production', release: 'web@2.4.0' }, token);
  await expect(timeline.getByRole('link', { name: 'Deployment of web@2.4.0' })).toBeVisible();
  const ev = [{ q: 0, t: 0, n: 'pageview', u: 'https://tba.example/chests?player=7' }];
  await instance.post('/api/events', { v: 1, k: project.key, i: '0000000000000001', s: 0, ev });
  await expect(timeline).toContainText('1 page view');
  await admin.setViewportSize({ width: 1440, height: 900 });
  await expectAccessible(admin, 'three panes');
});

test('on a phone the bar of what is chosen stays in sight', async ({ admin, instance, project }) => {
  await admin.setViewportSize({ width: 390, height: 780 });
  await filled(instance, project, 20);
  await openLive(admin, `/app/${project.slug}/feedback`);
  await entries(admin).first().getByRole('checkbox').check();
  await entries(admin).last().scrollIntoViewIfNeeded();
  const bar = admin.getByText('1 selected');
  await expect(bar).toBeInViewport({ ratio: 1 });
  const top = (await admin.locator('.shell-top').boundingBox())!;
  expect((await bar.boundingBox())!.y, 'below the bar of the page').toBeGreaterThanOrEqual(top.y + top.height - 1);
});

function entries(page: Page) {
  return page.getByRole('list', { name: 'Entries, newest first' }).getByRole('listitem');
}

/** Entries 1 to `count`. */
async function filled(instance: Instance, project: Project, count: number): Promise<void> {
  for (let n = 1; n <= count; n++) await instance.feedback(project, `Entry ${n}.`);
}
