/** Pages that are counted: a site of its own, a proxy that hears what is posted, and ways to look at the page and away. */
import type { Page } from '@playwright/test';
import type { Project } from './instance';
import { Relay } from './relay';
import { test as base } from './test';

interface Counted {
  relay: Relay;
  /** Puts a page with the script tag on the site; returns its address. */
  counted: (path: string, body?: string, attributes?: string, headers?: Record<string, string>) => string;
}

export const test = base.extend<Counted>({
  relay: async ({ instance }, use) => {
    const relay = await Relay.start(instance);
    await use(relay);
    await relay.stop();
  },
  counted: async ({ site, relay, project }, use) => {
    await use((path, body = '', attributes = '', headers = {}) =>
      site.put(path, body + tag(relay, project, attributes), headers),
    );
  },
});

export { expect } from '@playwright/test';

function tag(relay: Relay, project: Project, attributes: string): string {
  return `<script async src="${relay.url}/embed.js" data-key="${project.key}" ${attributes}></script>`;
}

/** For pages that call before the script is there. */
export const EARLY = `<script>
  window.cresset = window.cresset || function (...a) { (cresset.q = cresset.q || []).push([performance.now(), ...a]) };
</script>`;

/**
 * The page goes out of sight, and back. A browser without a screen shows every page it has, so the page is told: what it
 * would ask, and the event.
 */
export async function sight(page: Page, seen: boolean): Promise<void> {
  await page.evaluate(state => {
    Object.defineProperty(document, 'visibilityState', { get: () => state, configurable: true });
    Object.defineProperty(document, 'hidden', { get: () => state === 'hidden', configurable: true });
    document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
  }, seen ? 'visible' : 'hidden');
}

/** The pages that are opened from now on are not seen, and the browser does not remember that they were. */
export async function outOfSight(page: Page): Promise<void> {
  await page.addInitScript(() => {
    Object.defineProperty(document, 'visibilityState', { get: () => 'hidden', configurable: true });
    Object.defineProperty(document, 'hidden', { get: () => true, configurable: true });
    const { getEntriesByType } = performance;
    performance.getEntriesByType = type => (type === 'visibility-state' ? [] : getEntriesByType.call(performance, type));
  });
}

/** From now on the page has the focus only while its window has. */
export async function ownFocus(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setFocusEmulationEnabled', { enabled: false });
  await page.bringToFront();
}

declare global {
  interface Window {
    cresset: (...call: unknown[]) => void;
  }
}
