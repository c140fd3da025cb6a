/** Every page of the table of routes: axe finds nothing in it, and nothing needs scrolling sideways. */
import type { Page } from '@playwright/test';
import { expectAccessible } from '../support/axe';
import { expectFits } from '../support/narrow';
import { address, routeTable } from '../support/pages';
import { ADMIN, expect, test } from '../support/test';

/** Ways in, which nobody sees who is signed in; see the stories below and the one of the first run. */
const WAYS_IN = ['/setup', '/login', '/login/{token}', '/invite/{token}', '/reset/{token}'];
const CONSOLE = routeTable().filter(route => !WAYS_IN.includes(route));

for (const route of CONSOLE) {
  test(`${route}, filled`, async ({ page, demo }) => {
    await page.context().addCookies(demo.cookies);
    await look(page, await address(page, demo.instance.url + route, demo.slug), route);
  });
}

for (const route of CONSOLE.filter(route => /\{project\}[^{]*$/.test(route))) {
  test(`${route}, empty`, async ({ admin, project }) => {
    await look(admin, await address(admin, route, project.slug), route);
  });
}

test('signing in', async ({ page, instance, watch }) => {
  watch.allow(/400 \(Bad Request\)/);
  await look(page, '/login', 'sign in');
  await page.getByLabel('E-mail').fill(ADMIN.email);
  await page.getByLabel('Password').fill('not the password');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByText('do not belong together')).toBeVisible();
  await expectAccessible(page, 'refused');
  await look(page, await instance.resetLink(ADMIN.email), 'a new password');
});

test('joining', async ({ admin, browser, project, watch }) => {
  await admin.goto(`/app/${project.slug}/settings/people`);
  await admin.getByLabel('E-mail').fill('grace@example.org');
  await admin.getByRole('button', { name: 'Make a link' }).click();
  const link = admin.getByRole('region', { name: 'Invitation link' });
  await expect(link).toBeVisible();
  await expectAccessible(admin, 'the link to pass on');
  const context = await browser.newContext();
  watch.follow(context);
  await look(await context.newPage(), await link.innerText(), 'invitation');
  await context.close();
});

test('what is not there', async ({ admin, project, watch }) => {
  watch.allow(/404 \(Not Found\)/);
  for (const path of ['/nowhere', '/app/nowhere', `/app/${project.slug}/nowhere`, `/app/${project.slug}/deployments/x`]) {
    const answer = await admin.goto(path);
    expect(answer?.status(), path).toBe(404);
    await expectAccessible(admin, path);
    await expectFits(admin, path);
  }
});

async function look(page: Page, address: string, state: string): Promise<void> {
  await page.setViewportSize({ width: 1280, height: 720 });
  const answer = await page.goto(address);
  expect(answer?.status(), state).toBe(200);
  await expect(page.getByRole('heading', { level: 1 }).first()).toBeVisible();
  await expectAccessible(page, state);
  await expectFits(page, state);
  await page.setViewportSize({ width: 1280, height: 720 });
}
