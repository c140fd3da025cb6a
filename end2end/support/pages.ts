/** Every page of the table of routes, and addresses to see it at. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type Page, expect } from '@playwright/test';

/** Paths as the server's own tests list them, who check that none is missing. */
export function routeTable(): string[] {
  const rows = readFileSync(path.join(__dirname, '../../tests/it/matrix/rows.rs'), 'utf8');
  const table = rows.slice(rows.indexOf('pub const PAGES'));
  return [...table.matchAll(/\(\s*"(\/[^"]*)"/g)].map(match => match[1]!);
}

/** The address of a page of a project; a page about one object shows the first of its list. */
export async function address(page: Page, route: string, slug: string): Promise<string> {
  const path = route.replace('{project}', slug);
  const [list, placeholder] = path.split(/\/(?=\{)/);
  if (!placeholder) return path;
  await page.goto(list!);
  const first = page.locator(`main a[href^="${new URL(page.url()).pathname}/"]`).first();
  const href = await first.getAttribute('href');
  expect(href, `a link to ${route}`).not.toBeNull();
  return new URL(href!, page.url()).href;
}
