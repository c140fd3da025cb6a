/** Every rule of axe, in both colour schemes, and of a second engine for what other people's pages show: what they find is a defect. */
import { readFileSync } from 'node:fs';
import AxeBuilder from '@axe-core/playwright';
import { type Page, expect } from '@playwright/test';

const SCHEMES = ['light', 'dark'] as const;
/** The second engine, IBM Equal Access: it sees into open shadow roots, too. */
const ACE = readFileSync(require.resolve('accessibility-checker-engine/ace.js'), 'utf8');

interface Ace {
  Checker: new () => {
    check(document: Document, policies: string[]): Promise<{ results: Finding[] }>;
  };
}

interface Finding {
  ruleId: string;
  value: [string, string];
  message: string;
  path: { dom: string };
}

/** Looks at the page as it stands. `state` names it in the report. */
export async function expectAccessible(page: Page, state: string): Promise<void> {
  await inBothSchemes(page, async scheme => {
    expect.soft(await first(page), `axe: ${state}, ${scheme}`).toEqual([]);
  });
}

/** The same with both engines. */
export async function expectAccessibleToBoth(page: Page, state: string): Promise<void> {
  await inBothSchemes(page, async scheme => {
    expect.soft(await first(page), `axe: ${state}, ${scheme}`).toEqual([]);
    expect.soft(await second(page), `Equal Access: ${state}, ${scheme}`).toEqual([]);
  });
}

async function inBothSchemes(page: Page, look: (scheme: string) => Promise<void>): Promise<void> {
  for (const colorScheme of SCHEMES) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await look(colorScheme);
  }
}

async function first(page: Page) {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.map(({ id, nodes }) => ({
    rule: id,
    at: nodes.map(node => `${node.target.join(' ')}: ${node.any[0]?.message ?? node.failureSummary}`),
  }));
}

/** What the second engine calls a violation of WCAG 2.2, A or AA. */
async function second(page: Page): Promise<string[]> {
  return page.evaluate(async source => {
    const { Checker } = new Function(`${source}; return ace;`)() as Ace;
    const { results } = await new Checker().check(document, ['WCAG_2_2']);
    return results
      .filter(({ value: [kind, verdict] }) => kind === 'VIOLATION' && verdict === 'FAIL')
      .map(({ ruleId, message, path }) => `${ruleId} at ${path.dom}: ${message}`);
  }, ACE);
}
