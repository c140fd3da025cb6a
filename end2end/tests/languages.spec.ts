/** The widget in other languages and in a page's own words. */
import { expect, test } from '../support/test';
import { Widget, tag } from '../support/widget';

test('Arabic runs from right to left', async ({ page, site, instance, project }) => {
  await page.goto(site.put('/ar', tag(instance, project, 'data-lang="ar"')));
  await page.getByRole('button', { name: 'ملاحظات' }).click();
  const dialog = page.getByRole('dialog', { name: 'إرسال ملاحظات' });
  await expect(dialog.locator('textarea')).toBeFocused();
  expect(await dialog.evaluate(element => getComputedStyle(element).direction)).toBe('rtl');
  const close = (await dialog.getByRole('button', { name: 'إغلاق' }).boundingBox())!;
  const title = (await dialog.getByRole('heading').boundingBox())!;
  expect(close.x, 'the close button stands at the end of the line').toBeLessThan(title.x);
});

test('the language of the page is the language of the form, and its file is loaded on intent', async ({
  page,
  site,
  instance,
  project,
}) => {
  const asked: string[] = [];
  page.on('request', request => asked.push(new URL(request.url()).pathname));
  await page.goto(site.put('/de', `<script>document.documentElement.lang = 'de-AT'</script>${tag(instance, project)}`));
  const widget = new Widget(page);
  await expect(widget.launcher).toBeVisible();
  expect(asked.filter(path => path.endsWith('.json'))).toEqual([]);
  await widget.launcher.click();
  await expect(page.getByRole('dialog', { name: 'Feedback geben' })).toBeVisible();
  expect(asked.filter(path => path.endsWith('.json'))).toHaveLength(1);
});

test('a page may use its own words', async ({ page, site, instance, project }) => {
  const words = `<script>
    window.cresset = window.cresset || function (...a) { (cresset.q = cresset.q || []).push([performance.now(), ...a]); };
    cresset('feedback.texts', { title: 'Tell the blacksmith', kinds: ['Broken', 'Wish', 'Else'] });
  </script>`;
  await page.goto(site.put('/words', words + tag(instance, project, 'data-label="Blacksmith"')));
  await page.getByRole('button', { name: 'Blacksmith' }).click();
  const dialog = page.getByRole('dialog', { name: 'Tell the blacksmith' });
  await expect(dialog.getByLabel('Wish')).toBeVisible();
  await expect(dialog.getByLabel('E-mail'), 'the rest stays').toBeVisible();
});
