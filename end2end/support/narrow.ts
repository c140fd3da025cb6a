/** Narrow windows and large text: nothing may need scrolling sideways. */
import { type Page, expect } from '@playwright/test';

/** The narrowest window a page has to fit, and a window of the same width in letters at twice the text size. */
const WINDOWS = [
  { width: 320, text: '100%' },
  { width: 640, text: '200%' },
];

/** Looks at the page as it stands; the window is left at its narrowest. */
export async function expectFits(page: Page, state: string): Promise<void> {
  for (const { width, text } of [...WINDOWS].reverse()) {
    await page.setViewportSize({ width, height: 720 });
    const found = await page.evaluate(async size => {
      document.documentElement.style.fontSize = size;
      await new Promise(requestAnimationFrame);
      const page = document.scrollingElement!;
      // What sticks out, for the report: a part that scrolls by itself may hold what is wider.
      const scrolls = (element: Element) => getComputedStyle(element).overflowX !== 'visible';
      const culprits = [...document.body.querySelectorAll('*')].filter(element => {
        const sticksOut = element.getBoundingClientRect().right > page.clientWidth + 1;
        for (let up = element.parentElement; sticksOut && up && up !== document.body; up = up.parentElement) {
          if (scrolls(up)) return false;
        }
        return sticksOut;
      });
      return {
        over: page.scrollWidth - page.clientWidth,
        culprits: culprits.slice(0, 5).map(element => `${element.tagName.toLowerCase()}.${element.className}`),
      };
    }, text);
    expect.soft(found.over, `${state} at ${width} px, text ${text}: ${found.culprits.join(', ')}`).toBe(0);
  }
}
