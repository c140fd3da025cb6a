/** A page's own colours, corners and letters for the widget, by variables. */
import type { Locator } from '@playwright/test';
import { expect, test } from '../support/test';
import { Widget, tag } from '../support/widget';

const OWN = `:root { --cresset-accent: #0b57d0; --cresset-accent-text: #fffde7; --cresset-surface: #fff8e1;
  --cresset-text: #1b1b1b; --cresset-muted: #5d4037; --cresset-line: #8d6e63; --cresset-radius: 4px;
  --cresset-font: Georgia, serif }`;

const style = (what: Locator, names: string[]): Promise<string[]> =>
  what.evaluate((node, names) => names.map(name => getComputedStyle(node).getPropertyValue(name)), names);

const LOOK = ['background-color', 'color', 'border-top-color', 'border-top-left-radius', 'font-family'];

test('what the page sets is seen on the button and in the form', async ({ page, site, instance, project }) => {
  const head = `<style>${OWN} * { color: red !important; border-radius: 30px !important }</style>`;
  await page.goto(site.put('/own', `${head}<main><h1>A shop</h1></main>${tag(instance, project)}`));
  const widget = new Widget(page);
  const own = ['rgb(255, 248, 225)', 'rgb(27, 27, 27)', 'rgb(141, 110, 99)', '4px', 'Georgia, serif'];
  expect(await style(widget.launcher, LOOK)).toEqual(own);
  const sign = widget.launcher.evaluate(node => getComputedStyle(node, '::before').backgroundColor);
  expect(await sign).toBe('rgb(11, 87, 208)');

  await widget.open();
  await expect(widget.text).toBeFocused();
  expect(await style(widget.text, LOOK)).toEqual([...own.slice(0, 2), 'rgb(11, 87, 208)', ...own.slice(3)]);
  expect(await style(widget.dialog.locator('[type="email"]'), LOOK)).toEqual(own);
  expect(await style(widget.dialog, LOOK)).toEqual([...own.slice(0, 3), '7px', own[4]]);
  const send = ['rgb(11, 87, 208)', 'rgb(255, 253, 231)', 'rgba(0, 0, 0, 0)', '4px', 'Georgia, serif'];
  expect(await style(widget.send, LOOK)).toEqual(send);
  expect(await style(widget.dialog.locator('.cf-count').first(), ['color'])).toEqual(['rgb(93, 64, 55)']);
  await page.keyboard.press('Tab');
  await expect.poll(() => style(page.locator('cresset-feedback :focus-visible').last(), ['outline-color']))
    .toEqual(['rgb(11, 87, 208)']);
});

test('the element itself has the last word, and without a word all is as ever', async ({
  page,
  site,
  instance,
  project,
}) => {
  const widget = new Widget(page);
  const colours = ['background-color', 'border-top-left-radius'];
  await page.goto(site.put('/plain-theme', `<main><h1>A shop</h1></main>${tag(instance, project)}`));
  expect(await style(widget.launcher, colours)).toEqual(['rgb(255, 255, 255)', '22px']);
  await widget.open();
  expect(await style(widget.send, colours)).toEqual(['rgb(181, 71, 11)', '8px']);

  const head = `<style>:root { --cresset-accent: #f00 } cresset-feedback { --cresset-accent: #0b57d0 }</style>`;
  await page.goto(site.put('/element', `${head}<main><h1>A shop</h1></main>${tag(instance, project)}`));
  await widget.open();
  expect(await style(widget.send, ['background-color'])).toEqual(['rgb(11, 87, 208)']);
});
