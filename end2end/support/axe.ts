/** Every rule of axe, in both colour schemes: what it finds is a defect. */
import AxeBuilder from '@axe-core/playwright';
import { type Page, expect } from '@playwright/test';

const SCHEMES = ['light', 'dark'] as const;

/** Looks at the page as it stands. `state` names it in the report. */
export async function expectAccessible(page: Page, state: string): Promise<void> {
  for (const colorScheme of SCHEMES) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    const { violations } = await new AxeBuilder({ page }).analyze();
    const found = violations.map(({ id, nodes }) => ({
      rule: id,
      at: nodes.map(node => `${node.target.join(' ')}: ${node.any[0]?.message ?? node.failureSummary}`),
    }));
    expect.soft(found, `axe: ${state}, ${colorScheme}`).toEqual([]);
  }
}
