/** The widget as a person meets it. Locators see through its open shadow root. */
import type { Locator, Page } from '@playwright/test';
import type { Instance, Project } from './instance';

/** The one line a product pastes into its pages. */
export function tag(instance: Instance, project: Project, attributes = ''): string {
  return `<script async src="${instance.url}/embed.js" data-key="${project.key}" ${attributes}></script>`;
}

export class Widget {
  readonly launcher: Locator;
  readonly dialog: Locator;
  readonly text: Locator;
  readonly send: Locator;

  constructor(page: Page) {
    this.launcher = page.getByRole('button', { name: 'Feedback', exact: true });
    this.dialog = page.getByRole('dialog', { name: 'Send feedback' });
    this.text = this.dialog.locator('textarea');
    this.send = this.dialog.getByRole('button', { name: 'Send feedback' });
  }

  get files(): Locator {
    return this.dialog.getByLabel('Files');
  }

  /** Opens the list of what goes along. */
  get along(): Locator {
    return this.dialog.locator('summary');
  }

  get thanks(): Locator {
    return this.dialog.getByText('Thank you, we have it');
  }

  /** Stands instead of thanks while the entry waits on the device. */
  get queued(): Locator {
    return this.dialog.getByText('Saved, but not sent yet');
  }

  /** Writes a text and sends it off, whatever becomes of it. */
  async say(text: string): Promise<void> {
    await this.open();
    await this.text.fill(text);
    await this.send.click();
  }

  async open(): Promise<void> {
    await this.launcher.click();
    await this.text.waitFor();
  }
}
