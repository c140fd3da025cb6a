/** What goes along with an entry is shown, can be left out, and is all that goes along. */
import { expectAccessible } from '../support/axe';
import { expectFits } from '../support/narrow';
import { expect, test } from '../support/test';
import { Widget, tag } from '../support/widget';

const ABOUT = 'data-env="staging" data-release="web@2.4.0" data-user="ada"';

test.use({ locale: 'de-AT', timezoneId: 'Europe/Vienna', viewport: { width: 900, height: 800 } });

test('what is shown is what is stored, and what is unticked is not', async ({ page, site, instance, project }) => {
  await page.goto(site.put('/along', tag(instance, project, `data-lang="en" ${ABOUT}`)));
  const widget = new Widget(page);
  await widget.open();
  await widget.along.click();
  const shown = async () =>
    Object.fromEntries(
      await widget.dialog.getByRole('listitem').evaluateAll(rows =>
        rows
          .filter(row => row.querySelector('input')!.checked)
          .map(row => [row.querySelector('span')!.textContent!, row.querySelector('bdi')!.textContent!]),
      ),
    );
  const all = await shown();
  expect(all).toMatchObject({
    Page: `${site.origin}/along`,
    Browser: await page.evaluate(() => navigator.userAgent),
    Window: '900x800',
    Language: 'de-AT',
    'Time zone': 'Europe/Vienna',
    Release: 'web@2.4.0',
    Environment: 'staging',
    User: 'ada',
  });
  await widget.text.fill('With everything.');
  await widget.send.click();
  await expect(widget.thanks).toBeVisible();

  await widget.dialog.getByRole('button', { name: 'Send another' }).click();
  for (const name of [/^Page/, /^Browser/, /^Time zone/, /^User/]) {
    await widget.dialog.getByRole('checkbox', { name }).uncheck();
  }
  const some = await shown();
  expect(Object.keys(some)).toEqual(['Window', 'Language', 'Release', 'Environment']);
  await widget.text.fill('With less.');
  await widget.send.click();
  await expect(widget.thanks).toBeVisible();

  const [less, everything] = await instance.entries(project);
  expect(everything).toMatchObject({
    content: 'With everything.',
    page: all.Page,
    browser: expect.stringMatching(/^Chrom/),
    os: 'Linux',
    release: 'web@2.4.0',
    environment: 'staging',
    user_id: 'ada',
    metadata: { viewport: '900x800', locale: 'de-AT', time_zone: 'Europe/Vienna' },
  });
  expect(less).toMatchObject({
    content: 'With less.',
    page: 'unknown',
    browser: 'unknown',
    os: 'unknown',
    release: 'web@2.4.0',
    user_id: null,
    metadata: { viewport: '900x800', locale: 'de-AT' },
  });
  expect(less.metadata).not.toHaveProperty('time_zone');

  await page.reload();
  await widget.open();
  await widget.along.click();
  await expect(widget.dialog.getByRole('checkbox', { name: /^Page/ }), 'the choice is kept').not.toBeChecked();
  await widget.dialog.getByRole('checkbox', { name: /^Page/ }).check();
  await expect(widget.dialog.getByRole('checkbox', { name: /^User/ })).not.toBeChecked();
});

test('by keyboard, in a narrow window, for assistive technology', async ({ page, site, instance, project }) => {
  const body = `<main><h1>A shop</h1></main>${tag(instance, project, `data-lang="en" ${ABOUT}`)}`;
  await page.goto(site.put(`/${'a-long-way-'.repeat(12)}`, body));
  const widget = new Widget(page);
  await widget.open();
  await widget.dialog.getByLabel('E-mail').focus();
  while (!(await widget.along.evaluate(summary => summary.matches(':focus')))) await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  const first = widget.dialog.getByRole('checkbox', { name: /^Page/ });
  await expect(first).toBeFocused();
  await page.keyboard.press('Space');
  await expect(first).not.toBeChecked();
  await expectAccessible(page, 'what goes along, one left out');
  await expectFits(page, 'what goes along');
  expect(await widget.dialog.evaluate(dialog => dialog.scrollWidth - dialog.clientWidth)).toBe(0);
});

test('on the public page nothing is said of the window another page had', async ({ page, instance, project }) => {
  await page.goto(`/f/${project.slug}?page=${encodeURIComponent('https://example.org/basket')}`);
  await page.getByLabel('What is on your mind?').fill('About the basket.');
  await page.getByText('What is sent with it').click();
  await expect(page.getByRole('checkbox', { name: 'Page https://example.org/basket' })).toBeChecked();
  await expect(page.getByRole('checkbox', { name: /^Window/ })).toBeHidden();
  await page.getByRole('button', { name: 'Send feedback' }).click();
  await expect(page.getByText('Thank you, we have it')).toBeVisible();
  const [entry] = await instance.entries(project);
  expect(entry).toMatchObject({ page: 'https://example.org/basket', metadata: { locale: 'de-AT' } });
  expect(entry.metadata).not.toHaveProperty('viewport');
});
