/** What the browser itself has to enforce for us. */
import { expect, test } from '../support/test';

test('the session cookie is out of reach of scripts, plain http and other sites', async ({ admin }) => {
  const [cookie, ...others] = await admin.context().cookies();
  expect(others).toEqual([]);
  expect(cookie).toMatchObject({ httpOnly: true, secure: true, sameSite: 'Lax', path: '/', domain: '127.0.0.1' });
  expect(cookie?.name).toMatch(/^__Host-/);
  await admin.goto('/');
  expect(await admin.evaluate(() => document.cookie)).toBe('');
});

test('the policy of a page stops what somebody smuggled into it', async ({ admin, project, watch }) => {
  watch.allow(/Content Security Policy/);
  const address = `/app/${project.slug}`;
  const smuggled = `<script>window.broken = 1</script>
<img src="data:," onerror="window.broken = 2"><a href="javascript:window.broken = 3">Smuggled</a>
<script src="${address}/feedback"></script>`;
  await admin.route(`**${address}`, async route => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, body: (await answer.text()).replace('</body>', `${smuggled}</body>`) });
  });
  await admin.goto(address);
  await admin.getByRole('link', { name: 'Smuggled' }).click();
  // A violation is reported when the browser would have run what it refused.
  await admin.waitForTimeout(200);
  expect(await admin.evaluate(() => 'broken' in window)).toBe(false);
});

test('what users write is text, wherever it is shown', async ({ admin, instance, project }) => {
  const evil = '<img src=x onerror="window.broken=1"></textarea><script>window.broken=1</script>';
  const id = await instance.feedback(project, evil, { page: 'javascript:window.broken=1', user_id: evil });
  await admin.goto(`/app/${project.slug}/feedback`);
  await expect(admin.getByText(evil).first()).toBeVisible();
  await admin.goto(`/app/${project.slug}/feedback/${id}`);
  await expect(admin.getByText(evil).first()).toBeVisible();
  await expect(admin.locator('a[href^="javascript:"]')).toHaveCount(0);
  expect(await admin.evaluate(() => 'broken' in window)).toBe(false);
});

test('a page of another site changes nothing, though the browser is signed in', async ({
  admin,
  instance,
  project,
  site,
  watch,
}) => {
  watch.allow(/403 \(Forbidden\)/);
  const form = `<form method="post" action="${instance.url}/fn/project/update">
<input name="project" value="${project.slug}"><input name="time_zone" value="UTC">
<input name="name" value="written by another site">
<button>Win a prize</button></form>`;
  await admin.goto(site.put('/trap', form));
  const [answer] = await Promise.all([
    admin.waitForResponse(/\/fn\//),
    admin.getByRole('button', { name: 'Win a prize' }).click(),
  ]);
  expect(answer.status()).toBe(403);
  await admin.goto(`${instance.url}/app/${project.slug}/settings`);
  await expect(admin.getByLabel('Name', { exact: true })).toHaveValue(project.name);
});

test('a page of another site reads nothing of the console', async ({ admin, instance, project, site, watch }) => {
  watch.allow(/CORS policy|ERR_FAILED|CORS/);
  await admin.goto(site.put('/spy', 'A quiet page'));
  const read = (path: string) =>
    admin.evaluate(
      url => fetch(url, { credentials: 'include' }).then(answer => answer.text(), () => 'refused'),
      instance.url + path,
    );
  expect(await read(`/app/${project.slug}`)).toBe('refused');
  expect(await read('/api/feedback')).not.toContain('items');
});
