/** The world every story plays in: an instance, an administrator, a project, a stranger's site. */
import { type Page, test as base } from '@playwright/test';
import { Instance, type Project } from './instance';
import { Site } from './site';
import { Watch } from './watch';

export const ADMIN = { email: 'ada@example.org', password: 'lantern over the harbour' };

interface Shared {
  /** One server for all stories of a worker. */
  instance: Instance;
  site: Site;
  cookies: Cookies;
  /** Ninety days of a product. */
  demo: Demo;
}

interface Demo {
  instance: Instance;
  slug: string;
  cookies: Cookies;
}

type Cookies = Awaited<ReturnType<ReturnType<Page['context']>['cookies']>>;


interface Story {
  /** A project nobody else writes to. */
  project: Project;
  /** A page whose reader is signed in. */
  admin: Page;
  watch: Watch;
}

let projects = 0;

export const test = base.extend<Story, Shared>({
  instance: [
    async ({}, use) => {
      const instance = await Instance.start();
      await instance.user(ADMIN.email, ADMIN.password);
      await use(instance);
      await instance.stop();
    },
    { scope: 'worker' },
  ],
  site: [
    async ({}, use) => {
      const site = await Site.start();
      await use(site);
      await site.stop();
    },
    { scope: 'worker' },
  ],
  cookies: [
    async ({ browser, instance }, use) => {
      const page = await browser.newPage({ baseURL: instance.url });
      await page.goto('/login');
      await fillSignIn(page);
      await page.waitForURL(url => !url.pathname.startsWith('/login'));
      const cookies = await page.context().cookies();
      await page.context().close();
      await use(cookies);
    },
    { scope: 'worker' },
  ],
  demo: [
    async ({ browser }, use) => {
      const instance = await Instance.start('demo');
      const page = await browser.newPage();
      await page.goto(await instance.printed(/http:\S+\/login\/\S+/));
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.waitForURL('**/app/*');
      const slug = new URL(page.url()).pathname.split('/')[2]!;
      const cookies = await page.context().cookies();
      await page.context().close();
      await use({ instance, slug, cookies });
      await instance.stop();
    },
    { scope: 'worker' },
  ],
  baseURL: async ({ instance }, use) => use(instance.url),
  project: async ({ instance }, use, about) => {
    const slug = `p${about.workerIndex}-${++projects}`;
    await use(await instance.project(slug, `Total Battle ${projects}`));
  },
  admin: async ({ context, page, cookies }, use) => {
    await context.addCookies(cookies);
    await use(page);
  },
  watch: [
    async ({ context }, use) => {
      const watch = new Watch();
      watch.follow(context);
      await use(watch);
      watch.verdict();
    },
    { auto: true },
  ],
});

export { expect } from '@playwright/test';

/** Signs in by the form that is on the page. */
export async function fillSignIn(page: Page, who = ADMIN): Promise<void> {
  await page.getByLabel('E-mail').fill(who.email);
  await page.getByLabel('Password').fill(who.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

/** Opens a page of a project and waits until it is on the live stream: then wasm runs, and what happens is heard. */
export async function openLive(page: Page, path: string): Promise<void> {
  const stream = page.waitForResponse(response => response.url().endsWith('/live'));
  await page.goto(path);
  await stream;
}
