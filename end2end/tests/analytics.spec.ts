/** The page of analytics: what the address says, what a row does, and how it reads by keyboard, on a phone and without JavaScript. */
import { readFile } from 'node:fs/promises';
import { expectAccessible } from '../support/axe';
import type { Instance, Project } from '../support/instance';
import { tabTo } from '../support/keys';
import { expectFits } from '../support/narrow';
import { expect, openLive, test } from '../support/test';

/** How a browser introduces itself: what says less is not counted. */
const BROWSER = {
  'content-type': 'application/json',
  'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
  'accept-language': 'en',
};
const LONG = `/battles/${'the-long-march-'.repeat(8)}/chests`;

test('a row becomes a filter, and the address says so', async ({ admin, instance, project }) => {
  await visited(instance, project);
  await openLive(admin, `/app/${project.slug}/analytics`);
  const pages = panel(admin, 'Pages');
  await expect(figure(admin, 'Page views')).toHaveText('4');
  await expectAccessible(admin, 'analytics');

  await pages.getByRole('link', { name: '/chests', exact: true }).click();
  await expect(admin).toHaveURL(/analytics\?f=is,page,\/chests$/);
  await expect(figure(admin, 'Page views')).toHaveText('2');
  const chip = admin.getByRole('link', { name: 'Remove filter Page is: /chests' });
  await expect(chip).toBeVisible();
  await expectAccessible(admin, 'a filter is set');
  await chip.click();
  await expect(figure(admin, 'Page views')).toHaveText('4');
});

test('a tab and a figure keep the rest, also after a reload', async ({ admin, instance, project }) => {
  await visited(instance, project);
  await openLive(admin, `/app/${project.slug}/analytics?period=7d`);
  await panel(admin, 'Pages').getByRole('link', { name: 'Entry pages' }).click();
  await expect(admin).toHaveURL(/\?period=7d&pages=entry_page$/);
  await expect(panel(admin, 'Pages').getByRole('columnheader', { name: 'Bounce rate' })).toBeVisible();
  await figure(admin, 'Visits').click();
  await expect(admin.getByRole('heading', { name: 'Visits by day' })).toBeVisible();
  await admin.reload();
  await expect(admin.getByRole('heading', { name: 'Visits by day' })).toBeVisible();
  await expect(panel(admin, 'Pages').getByRole('link', { name: 'Entry pages' })).toHaveAttribute('aria-current', 'page');
});

test('period, days and a filter by the keyboard alone', async ({ admin, instance, project }) => {
  await visited(instance, project);
  await openLive(admin, `/app/${project.slug}/analytics`);
  const period = admin.locator('summary', { hasText: 'Period:' });
  await tabTo(admin, period);
  await admin.keyboard.press('Enter');
  await expectAccessible(admin, 'menu of the period');
  await tabTo(admin, admin.getByRole('link', { name: '7 days' }));
  await admin.keyboard.press('Enter');
  await expect(admin).toHaveURL(/\?period=7d$/);

  await tabTo(admin, period, 'Shift+Tab');
  await admin.keyboard.press('Enter');
  await tabTo(admin, admin.getByRole('button', { name: 'Show these days' }));
  await admin.keyboard.press('Enter');
  await expect(admin).toHaveURL(/period=custom&from=\d{4}-\d\d-\d\d&to=\d{4}-\d\d-\d\d/);
  await expect(admin.getByRole('button', { name: 'Show these days' }), 'the menu has closed').toBeHidden();

  await tabTo(admin, admin.locator('summary', { hasText: 'Add filter' }));
  await admin.keyboard.press('Enter');
  await expectAccessible(admin, 'a new filter');
  await admin.getByLabel('How', { exact: true }).selectOption('contains');
  await admin.getByLabel('Value').fill('chest');
  await admin.keyboard.press('Enter');
  await expect(admin.getByRole('link', { name: 'Remove filter Page contains: chest' })).toBeVisible();
  await expect(admin.getByLabel('Value')).toBeHidden();
});

test('the chart is read by arrow keys and as a table', async ({ admin, instance, project }) => {
  await visited(instance, project);
  await openLive(admin, `/app/${project.slug}/analytics?period=7d&show=pageviews`);
  const chart = admin.getByRole('application', { name: /^Page views/ });
  await tabTo(admin, chart);
  await admin.keyboard.press('End');
  await expect(admin.getByRole('status').filter({ hasText: /Page views 4, Before/ })).toHaveCount(1);
  await admin.keyboard.press('t');
  await expect(admin.getByRole('table', { name: 'Page views' }).getByRole('row')).toHaveCount(8);
  await expectAccessible(admin, 'chart as a table');
});

test('it fits a narrow window', async ({ admin, instance, project }) => {
  await visited(instance, project);
  await openLive(admin, `/app/${project.slug}/analytics?f=contains,page,/`);
  await expectFits(admin, 'analytics');
  await admin.locator('summary', { hasText: 'Add filter' }).click();
  await expectFits(admin, 'analytics, adding a filter');
});

test('nothing yet, nothing that fits, and an address that means nothing', async ({ admin, instance, project }) => {
  await openLive(admin, `/app/${project.slug}/analytics`);
  await expect(admin.getByRole('link', { name: 'Set up the script' })).toHaveAttribute('href', `/app/${project.slug}/start`);
  await expectAccessible(admin, 'analytics, nothing yet');
  await visited(instance, project);
  await openLive(admin, `/app/${project.slug}/analytics?f=is,page,/nowhere`);
  await admin.getByRole('link', { name: 'Clear the filters' }).click();
  await expect(figure(admin, 'Page views')).toHaveText('4');
  await openLive(admin, `/app/${project.slug}/analytics?period=fortnight`);
  await expect(admin.getByText('This address was not understood')).toBeVisible();
  await expect(figure(admin, 'Page views')).toHaveText('4');
});

test('what is filtered is listed with its reason', async ({ admin, instance, project }) => {
  const page = `/app/${project.slug}/analytics`;
  await openLive(admin, `${page}/filtered`);
  await expect(admin.getByText('Nothing was left out')).toBeVisible();
  await expectAccessible(admin, 'nothing filtered');
  await visited(instance, project);
  const ev = [{ q: 0, n: 'pageview', u: `https://tba.example${LONG}` }];
  const body = JSON.stringify({ v: 1, k: project.key, i: '000000000000b000', ev });
  const crawler = { ...BROWSER, 'user-agent': 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)' };
  await fetch(`${instance.url}/api/events`, { method: 'POST', headers: crawler, body });
  await openLive(admin, page);
  await admin.locator('summary', { hasText: 'More' }).click();
  await expectAccessible(admin, 'menu of other places');
  await expect(async () => {
    await admin.goto(`${page}/filtered`);
    await expect(admin.getByText('1 event of 30 days not counted, 20 % of all that came')).toBeVisible();
  }).toPass();
  await expect(admin.getByRole('table', { name: 'Samples' }).getByRole('cell', { name: 'Bot' })).toBeVisible();
  await expectAccessible(admin, 'filtered traffic');
  await expectFits(admin, 'filtered traffic');
});

test('the public feedback page is counted once the settings say so', async ({ admin, page, project }) => {
  await openLive(admin, `/app/${project.slug}/settings/analytics`);
  await admin.getByLabel('Count visits of the public feedback page').check();
  await admin.getByRole('button', { name: 'Save' }).click();
  await expect(admin.getByText('Saved')).toBeVisible();
  const counted = page.waitForResponse('**/api/events');
  await page.goto(`/f/${project.slug}`);
  expect((await counted).status()).toBe(202);
  await expect(page.getByRole('button', { name: 'Feedback', exact: true }), 'the form is here already').toHaveCount(0);
  await openLive(admin, `/app/${project.slug}/analytics`);
  await expect(panel(admin, 'Pages').getByRole('link', { name: `/f/${project.slug}` })).toBeVisible();
});

test('a goal is named in the settings, and analytics tells who reaches it', async ({ admin, instance, project, watch }) => {
  watch.allow(/add-goal/);
  await visited(instance, project);
  await openLive(admin, `/app/${project.slug}/settings/analytics`);
  await expectAccessible(admin, 'settings of analytics, no goal yet');
  await admin.getByLabel('A visitor reaches it by').selectOption('page');
  const goal = admin.getByLabel('Name of the event or path of the page');
  await goal.fill('chests');
  await admin.getByRole('button', { name: 'Add goal' }).click();
  await expect(admin.getByText('Give a path that begins with /')).toBeVisible();
  await expect(goal, 'what was typed stays').toHaveValue('chests');
  await expectAccessible(admin, 'a goal that is none');
  await goal.fill('/caf*');
  await admin.getByLabel('A visitor reaches it by').selectOption('page');
  const seen = admin.getByLabel('How much of the page has to be seen');
  await seen.fill('101');
  await admin.getByRole('button', { name: 'Add goal' }).click();
  await expect(admin.getByText('Give a whole number from 1 to 100.')).toBeVisible();
  await seen.fill('75');
  await admin.getByRole('button', { name: 'Add goal' }).click();
  await expect(admin.getByRole('list', { name: 'Goals' }).getByText('Scroll 75% of /caf*')).toBeVisible();
  await goal.fill('/caf*');
  await admin.getByLabel('A visitor reaches it by').selectOption('page');
  await admin.getByRole('button', { name: 'Add goal' }).click();
  await expect(admin.getByRole('list', { name: 'Goals' }).getByText('Visit /caf*')).toBeVisible();
  await expect(goal, 'the form begins anew').toHaveValue('');
  await expectFits(admin, 'settings of analytics');
  await admin.setViewportSize({ width: 1280, height: 720 });

  await openLive(admin, `/app/${project.slug}/analytics?events=goal`);
  await panel(admin, 'Events and goals').getByRole('link', { name: 'Visit /caf*' }).click();
  await expect(admin).toHaveURL(/goal=Visit/);
  await expect(admin.getByRole('region', { name: 'Figures' }).getByText('Conversion rate')).toBeVisible();
  await expect(admin.getByRole('link', { name: 'Remove filter Goal: Visit /caf*' })).toBeVisible();
  await expectAccessible(admin, 'a goal is chosen');
  await openLive(admin, `/app/${project.slug}/settings/analytics`);
  await admin.getByRole('button', { name: 'Remove Scroll 75% of /caf*' }).click();
  await admin.getByRole('button', { name: 'Remove Visit /caf*' }).click();
  await expect(admin.getByText('No goal yet')).toBeVisible();
});

test('privacy and retention are chosen in the settings', async ({ admin, project }) => {
  await openLive(admin, `/app/${project.slug}/settings/analytics`);
  await admin.getByLabel('When a browser sends Sec-GPC').selectOption('drop');
  await admin.getByLabel('Keep single events').selectOption('90');
  await admin.getByRole('button', { name: 'Save' }).click();
  await expect(admin.getByText('Saved')).toBeVisible();
  await admin.reload();
  await expect(admin.getByLabel('When a browser sends Sec-GPC')).toHaveValue('drop');
  await expect(admin.getByLabel('Keep single events')).toHaveValue('90');
});

test('a panel and all events are files', async ({ admin, instance, project }) => {
  await visited(instance, project);
  await openLive(admin, `/app/${project.slug}/analytics?period=7d&f=contains,page,chest`);
  const [csv] = await Promise.all([
    admin.waitForEvent('download'),
    admin.getByRole('link', { name: 'Pages as CSV' }).click(),
  ]);
  expect(csv.suggestedFilename()).toMatch(new RegExp(`^${project.slug}-page-\\d{4}-\\d\\d-\\d\\d-.*\\.csv$`));
  const table = await readFile(await csv.path(), 'utf8');
  expect(table.trim().split('\r\n')).toHaveLength(3);
  await admin.locator('summary', { hasText: 'More' }).click();
  const [events] = await Promise.all([
    admin.waitForEvent('download'),
    admin.getByRole('link', { name: 'All events, as JSON lines' }).click(),
  ]);
  expect((await readFile(await events.path(), 'utf8')).trim().split('\n')).toHaveLength(4);
});

test('vitals are told by page', async ({ admin, instance, project }) => {
  await visited(instance, project);
  const ev = [
    { q: 0, n: 'pageview', u: `https://tba.example${LONG}` },
    { q: 0, y: 1, n: 'vitals', m: { lcp: 4_210, inp: 96, cls: 0, fcp: 900, ttfb: 120 } },
  ];
  const body = JSON.stringify({ v: 1, k: project.key, i: '000000000000c000', ev });
  await fetch(`${instance.url}/api/events`, { method: 'POST', headers: BROWSER, body });
  await openLive(admin, `/app/${project.slug}/analytics`);
  const vitals = panel(admin, 'Web vitals');
  await vitals.getByRole('link', { name: 'Pages' }).click();
  await expect(admin).toHaveURL(/vitals=page$/);
  await expect(vitals.getByText(/4\.\d+ s/)).toBeVisible();
  await expectAccessible(admin, 'vitals by page');
  await expectFits(admin, 'vitals by page');
});

test('a deployment stands beside what users did before and after', async ({ admin, instance, project }) => {
  await visited(instance, project);
  const token = await instance.token(project, 'deploy:write');
  const { id } = await instance.post('/api/v1/deployments', { environment: 'production', release: 'web@2.4.0' }, token);
  await openLive(admin, `/app/${project.slug}/deployments/${id}`);
  await expect(admin.getByRole('heading', { name: 'Before and after' })).toBeVisible();
  await expectAccessible(admin, 'a deployment without visits');
  await visited(instance, project, 'd');
  await admin.reload();
  await expect(panel(admin, 'Before and after').getByRole('rowheader', { name: 'Bounce rate' })).toBeVisible();
  await expectAccessible(admin, 'a deployment with visits');
  await expectFits(admin, 'a deployment with visits');
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('menus, dates and filters work', async ({ admin, instance, project }) => {
    await visited(instance, project);
    await admin.goto(`/app/${project.slug}/analytics?pages=entry_page`);
    await admin.locator('summary', { hasText: 'Period:' }).click();
    await admin.getByRole('link', { name: '90 days' }).click();
    await expect(admin).toHaveURL(/\?period=90d&pages=entry_page$/);
    await admin.locator('summary', { hasText: 'Add filter' }).click();
    await admin.getByLabel('Value').fill('/chests');
    await admin.getByRole('button', { name: 'Apply' }).click();
    await expect(admin.getByRole('link', { name: 'Remove filter Page is: /chests' })).toBeVisible();
    await expect(figure(admin, 'Page views')).toHaveText('2');
    await admin.getByRole('link', { name: 'Clear all' }).click();
    await expect(admin).toHaveURL(/\?period=90d&pages=entry_page$/);
  });
});

type View = import('@playwright/test').Page;

/** One visitor in two page loads; another one for another letter. */
async function visited(instance: Instance, project: Project, which = 'a'): Promise<void> {
  const headers = { ...BROWSER, 'user-agent': BROWSER['user-agent'].replaceAll('140', which === 'a' ? '140' : '141') };
  const loads = [['/chests', LONG], ['/chests', '/caf%C3%A9']];
  for (const [load, paths] of loads.entries()) {
    const ev = paths.map((path, q) => ({ q, t: q, n: 'pageview', u: `https://tba.example${path}`, nav: 'navigate' }));
    const body = JSON.stringify({ v: 1, k: project.key, i: `000000000000${which}${load}${project.id.toString(16).padStart(2, '0')}`, s: 5, ev });
    const answer = await fetch(`${instance.url}/api/events`, { method: 'POST', headers, body });
    expect(await answer.json()).toMatchObject({ accepted: 2 });
  }
}

function figure(page: View, name: string) {
  return page.getByRole('region', { name: 'Figures' }).getByRole('link', { name: `${name}:` });
}

function panel(page: View, name: string) {
  return page.locator('section.panel', { has: page.getByRole('heading', { name, exact: true }) });
}
