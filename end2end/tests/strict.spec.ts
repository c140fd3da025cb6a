/** Pages that refuse what the widget is made of, and pages that are already in the middle of something. */
import { expect, test } from '../support/test';
import { Widget, tag } from '../support/widget';

const REFUSED = /WebAssembly|unsafe-eval|[Ff]ram(e|ing)/;

test('where WebAssembly is refused the form comes in a frame', async ({ page, site, instance, project, watch }) => {
  watch.allow(REFUSED);
  const policy = `default-src 'none'; script-src ${instance.url}; connect-src ${instance.url}; frame-src ${instance.url}`;
  const about = '<button data-cresset-feedback="bug">Report</button>';
  const address = site.put('/framed', about + tag(instance, project), { 'content-security-policy': policy });
  await page.goto(`${address}?token=secret`);
  await page.getByRole('button', { name: 'Report' }).click();
  const dialog = page.getByRole('dialog', { name: 'Send feedback' });
  const form = dialog.frameLocator('iframe');
  await expect(form.getByLabel('Bug'), 'the page said what it is about').toBeChecked();
  const text = form.getByLabel('What went wrong?');
  await expect(text).toBeFocused();
  await page.keyboard.type('Sent from the frame.');
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await page.getByRole('button', { name: 'Report' }).click();
  await expect(text, 'closing kept it').toHaveValue('Sent from the frame.');
  await form.getByRole('button', { name: 'Send feedback' }).click();
  await expect(form.getByText('Thank you, we have it')).toBeVisible();
  await dialog.getByRole('button', { name: 'Close' }).click();
  await expect(page.getByRole('button', { name: 'Report' })).toBeFocused();

  const token = await instance.token(project, 'feedback:read');
  const { items } = await instance.get('/api/feedback', token);
  expect(items).toMatchObject([
    { content: 'Sent from the frame.', feedback_type: 'bug', page: `${site.origin}/framed` },
  ]);
  expect(items).toHaveLength(1);
});

test('where frames are refused too a link leads to the form', async ({ page, site, instance, project, watch }) => {
  watch.allow(REFUSED);
  const policy = `default-src 'none'; script-src ${instance.url}; connect-src ${instance.url}`;
  await page.goto(site.put('/refused', tag(instance, project), { 'content-security-policy': policy }));
  await new Widget(page).launcher.click();
  const link = page.getByRole('link', { name: 'Open the feedback form' });
  await expect(link).toBeFocused();
  const opened = page.waitForEvent('popup');
  await page.keyboard.press('Enter');
  const form = await opened;
  await form.getByLabel('What is on your mind?').fill('Sent from the page of the form.');
  await form.getByRole('button', { name: 'Send feedback' }).click();
  await expect(form.getByText('Thank you, we have it')).toBeVisible();

  const token = await instance.token(project, 'feedback:read');
  const { items } = await instance.get('/api/feedback', token);
  expect(items).toMatchObject([{ content: 'Sent from the page of the form.', page: `${site.origin}/refused` }]);
});

test('who sends before the form is live sends the plain one, and leaves nothing behind', async ({ page, instance, project }) => {
  let release = () => {};
  const held = new Promise<void>(resolve => (release = resolve));
  await page.route('**/embed/w-*.wasm', async route => {
    await held;
    await route.abort();
  });
  const asked = page.waitForRequest('**/embed/w-*.wasm');
  await page.goto(`${instance.url}/f/${project.slug}`);
  await page.getByLabel('What is on your mind?').fill('Sent in a hurry.');
  await asked;
  await page.getByRole('button', { name: 'Send feedback' }).click();
  await expect(page.getByText('Thank you, we have it')).toBeVisible();
  release();
  expect(await page.evaluate(() => Object.keys(localStorage))).toEqual([]);
});

const SHOP = `<main><button id="buy">Buy</button></main>
<dialog id="basket" aria-label="Basket"><button id="pay">Pay</button></dialog>`;

test('a modal dialog of the page takes the widget in and gives it back', async ({ page, site, instance, project }) => {
  await page.goto(site.put('/basket', SHOP + tag(instance, project)));
  const widget = new Widget(page);
  await widget.open();
  await page.keyboard.type('Begun before the basket');
  await page.keyboard.press('Escape');

  await page.evaluate(() => document.querySelector<HTMLDialogElement>('#basket')!.showModal());
  await expect(page.locator('#basket > cresset-feedback')).toHaveCount(1);
  await widget.launcher.focus();
  await page.keyboard.press('Enter');
  await expect(widget.text).toBeFocused();
  await expect(widget.text, 'the state survives the move').toHaveValue('Begun before the basket');
  await widget.send.click();
  await expect(widget.thanks).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(widget.launcher).toBeFocused();
  await expect(page.locator('#basket'), 'Escape closed ours alone').toBeVisible();
  await page.evaluate(() => document.querySelector<HTMLDialogElement>('#basket')!.close());
  await expect(page.locator('body > cresset-feedback')).toHaveCount(1);
});

test('a modal dialog that opens over the form does not lock it out', async ({ page, site, instance, project }) => {
  await page.goto(site.put('/over', SHOP + tag(instance, project)));
  const widget = new Widget(page);
  await widget.open();
  await widget.text.fill('Interrupted');
  await page.evaluate(() => document.querySelector<HTMLDialogElement>('#basket')!.showModal());
  await expect(page.locator('#basket > cresset-feedback')).toHaveCount(1);
  await expect(widget.dialog).toBeVisible();
  await widget.text.press('End');
  await page.keyboard.type(', and on');
  await expect(widget.text).toHaveValue('Interrupted, and on');
});
