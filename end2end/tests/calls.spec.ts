/** What a page tells and asks the widget: calls before and after it is there, its own button, a shortcut. */
import { expect, test } from '../support/test';
import { Widget, tag } from '../support/widget';

const EARLY = `<script>
  window.cresset = window.cresset || function (...a) { (cresset.q = cresset.q || []).push([performance.now(), ...a]) };
  window.heard = [];
</script>`;

test('calls that come early wait, and load nothing by themselves', async ({ page, site, instance, project }) => {
  const calls = `${EARLY}<script>
    cresset('identify', 'u-7', { email: 'ada@example.org' });
    cresset('context', { plan: 'pro', seats: 3 });
    for (const name of ['opened', 'closed', 'sent']) cresset('on', 'feedback.' + name, about => heard.push([name, about]));
  </script>`;
  const asked: string[] = [];
  page.on('request', request => asked.push(new URL(request.url()).pathname));
  await page.goto(site.put('/early', calls + tag(instance, project)));
  const widget = new Widget(page);
  await expect(widget.launcher).toBeVisible();
  await expect.poll(() => asked).toContain('/api/events');
  expect(asked.filter(path => /\/embed\/(c|w|i)/.test(path)), 'nothing of the form').toEqual([]);

  await page.evaluate(() => window.cresset('feedback.open', { type: 'feature', content: 'Bigger chests' }));
  await expect(widget.text).toHaveValue('Bigger chests');
  await expect(widget.dialog.getByRole('radio', { name: 'Feature' })).toBeChecked();
  await expect(widget.dialog.getByLabel('E-mail')).toHaveValue('ada@example.org');
  await widget.along.click();
  await expect(widget.dialog.getByText('{"plan":"pro","seats":3}')).toBeVisible();
  await expect(widget.dialog.getByText('u-7')).toBeVisible();
  await widget.send.click();
  await expect(widget.thanks).toBeVisible();
  await page.evaluate(() => window.cresset('feedback.close'));
  await expect(widget.dialog).toBeHidden();

  const [entry] = await instance.entries(project);
  expect(entry).toMatchObject({ content: 'Bigger chests', user_id: 'u-7', email: 'ada@example.org' });
  expect(entry.metadata).toMatchObject({ context: { plan: 'pro', seats: 3 } });
  await expect.poll(() => page.evaluate(() => window.heard)).toEqual([
    ['opened', {}],
    ['sent', { id: entry.id }],
    ['closed', {}],
  ]);
});

test('an entry is sent without the form, once, with the network as it is', async ({ page, context, site, instance, project, watch }) => {
  watch.allow(/ERR_FAILED/);
  await page.goto(site.put('/send', EARLY + tag(instance, project)));
  await expect(new Widget(page).launcher).toBeVisible();
  await context.route('**/api/feedback', route => route.abort());
  const failed = page.waitForEvent('requestfailed', request => request.url().endsWith('/api/feedback'));
  await page.evaluate(() => window.cresset('feedback.send', { type: 'bug', content: 'By script.' }));
  await failed;
  await context.unroute('**/api/feedback');
  await page.reload();
  await new Widget(page).launcher.hover();
  await expect.poll(async () => (await instance.entries(project)).map((entry: { content: string }) => entry.content)).toEqual(['By script.']);
  const [entry] = await instance.entries(project);
  expect(entry).toMatchObject({ feedback_type: 'bug', status: 'new' });
});

test('it is sent though the page may store nothing', async ({ page, site, instance, project }) => {
  await page.addInitScript(() => {
    Object.defineProperty(window, 'localStorage', {
      get() {
        throw new DOMException('blocked', 'SecurityError');
      },
    });
  });
  await page.goto(site.put('/blocked', EARLY + tag(instance, project)));
  await expect(new Widget(page).launcher).toBeVisible();
  await page.evaluate(() => window.cresset('feedback.send', { content: 'Without storage.' }));
  await expect.poll(async () => (await instance.entries(project)).length).toBe(1);
});

test('a call writes into an empty form beside an address that is typed', async ({ page, site, instance, project }) => {
  const heard = EARLY + `<script>cresset('on', 'feedback.closed', () => heard.push('closed'))</script>`;
  await page.goto(site.put('/beside', heard + tag(instance, project)));
  const widget = new Widget(page);
  await widget.open();
  await widget.dialog.getByLabel('E-mail').fill('grace@example.org');
  await page.evaluate(() => window.cresset('feedback.open', { type: 'bug', content: 'Again' }));
  await expect(widget.text).toHaveValue('Again');
  await expect(widget.dialog.getByRole('radio', { name: 'Bug' })).toBeChecked();
  await expect(widget.dialog.getByLabel('E-mail')).toHaveValue('grace@example.org');
  await page.keyboard.press('Escape');
  await expect(widget.dialog).toBeHidden();
  await expect.poll(() => page.evaluate(() => window.heard), 'told once').toEqual(['closed']);
});

test('wrong calls are told in the console and hurt nothing', async ({ page, site, instance, project, watch }) => {
  watch.allow(/Cresset:/);
  const told: string[] = [];
  page.on('console', message => message.type() === 'warning' && told.push(message.text()));
  await page.goto(site.put('/wrong-calls', EARLY + tag(instance, project)));
  await expect(new Widget(page).launcher).toBeVisible();
  await page.evaluate(() => {
    window.cresset('feedback.send', { content: '   ' });
    window.cresset('feedback.fly');
    window.cresset('context', { much: 'x'.repeat(5000) });
  });
  await expect.poll(() => told.join('\n')).toMatch(/Write a few words first[^]*/);
  expect(told.join('\n')).toContain('there is no call feedback.fly');
  expect(told.join('\n')).toContain('at most 4000');
  expect(await instance.entries(project)).toEqual([]);
});

test("the page's own button opens the form, and a shortcut does", async ({ page, site, instance, project }) => {
  const own = '<button id="say">Say something</button><p><input id="field"></p>';
  await page.goto(site.put('/own', own + tag(instance, project, 'data-attach="#say" data-shortcut="alt+shift+f"')));
  const widget = new Widget(page);
  const button = page.getByRole('button', { name: 'Say something' });
  await expect.poll(() => page.evaluate(() => typeof window.cresset)).toBe('function');
  await expect(widget.launcher).toBeHidden();
  await button.click();
  await expect(widget.text).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(button, 'the focus comes back').toBeFocused();
  await page.locator('#field').focus();
  await page.keyboard.press('f');
  await expect(widget.dialog).toBeHidden();
  await page.keyboard.press('Alt+Shift+F');
  await expect(widget.text).toBeFocused();
});

test('the button stands in the corner it is told', async ({ page, site, instance, project }) => {
  for (const position of ['top-left', 'top-right', 'bottom-left', 'bottom-right']) {
    await page.goto(site.put(`/${position}`, tag(instance, project, `data-position="${position}"`)));
    const widget = new Widget(page);
    await widget.open();
    const { width, height } = page.viewportSize()!;
    const button = (await widget.launcher.boundingBox())!;
    const dialog = (await widget.dialog.boundingBox())!;
    const [vertical, horizontal] = position.split('-');
    expect(button.y < height / 2 ? 'top' : 'bottom', position).toBe(vertical);
    for (const box of [button, dialog]) {
      expect(box.x + box.width / 2 < width / 2 ? 'left' : 'right', position).toBe(horizontal);
    }
  }
});

declare global {
  interface Window {
    cresset: (...call: unknown[]) => void;
    heard: unknown[];
  }
}
