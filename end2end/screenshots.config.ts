/** Draws the pictures of the README again: `npm run screenshots`. */
import { defineConfig } from '@playwright/test';
import { chromium } from './support/chromium';

export default defineConfig({
  testDir: 'screenshots',
  outputDir: 'test-results',
  workers: 1,
  timeout: 120_000,
  use: { ...chromium, viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' },
});
