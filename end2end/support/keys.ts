/** Moving with the keyboard alone. */
import type { Locator, Page } from '@playwright/test';

/** Presses Tab, or Shift+Tab, until the element has the focus. */
export async function tabTo(page: Page, target: Locator, key = 'Tab'): Promise<void> {
  await target.waitFor({ state: 'attached' });
  for (let step = 0; step < 60; step++) {
    if (await target.evaluate(element => element === (element.getRootNode() as Document | ShadowRoot).activeElement)) return;
    await page.keyboard.press(key);
  }
  throw new Error(`Tab does not reach ${target}`);
}
