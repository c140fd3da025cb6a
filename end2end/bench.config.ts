/** What the script costs the page it is on: `cargo xtask bench host-page`. */
import { defineConfig } from '@playwright/test';
import { chromium } from './support/chromium';

export default defineConfig({
  testDir: 'bench',
  outputDir: 'test-results',
  workers: 1,
  timeout: 300_000,
  reporter: 'line',
  use: { ...chromium, viewport: { width: 1280, height: 800 } },
});
