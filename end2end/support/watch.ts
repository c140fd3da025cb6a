/** What no page may do: complain in the console, throw, break a policy, or ask another host. */
import { type BrowserContext, expect } from '@playwright/test';

const OWN_HOSTS = ['127.0.0.1', 'localhost', 'shop.test'];

export class Watch {
  private readonly complaints: string[] = [];
  private readonly allowed: RegExp[] = [];

  follow(context: BrowserContext): void {
    context.on('weberror', error => this.heard(`threw: ${error.error().message}`));
    context.on('console', message => {
      if (['error', 'warning'].includes(message.type())) {
        this.heard(`${message.type()}: ${message.text()} (${message.location().url})`);
      }
    });
    context.on('request', request => {
      const url = new URL(request.url());
      if (url.host !== '' && !OWN_HOSTS.includes(url.hostname)) this.heard(`asked ${url.hostname}`);
    });
  }

  /** Says that a story makes a page complain, and how. */
  allow(...complaints: RegExp[]): void {
    this.allowed.push(...complaints);
  }

  private heard(complaint: string): void {
    this.complaints.push(complaint);
  }

  verdict(): void {
    const left = this.complaints.filter(text => !this.allowed.some(pattern => pattern.test(text)));
    expect(left, 'complaints of pages').toEqual([]);
  }
}
