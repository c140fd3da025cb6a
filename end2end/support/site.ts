/** A web site that is not ours: another name, plain http, pages and policies of its own. */
import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Page {
  html: string;
  headers: Record<string, string>;
}

export class Site {
  private readonly pages = new Map<string, Page>();

  private constructor(
    private readonly server: Server,
    readonly origin: string,
  ) {}

  static async start(): Promise<Site> {
    const server = createServer((request, response) => {
      const page = site.pages.get(new URL(request.url ?? '/', site.origin).pathname);
      if (!page) return response.writeHead(request.url === '/favicon.ico' ? 204 : 404).end();
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', ...page.headers });
      return response.end(page.html);
    });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    const site = new Site(server, `http://shop.test:${(server.address() as AddressInfo).port}`);
    return site;
  }

  /** Puts a page on the site and returns its address. */
  put(path: string, body: string, headers: Record<string, string> = {}): string {
    const html = `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>A shop</title>
</head>
<body>
${body}
</body>
</html>`;
    this.pages.set(path, { html, headers });
    return `${this.origin}${path}`;
  }

  /** Puts a script on the site, as it is. */
  script(path: string, text: string): void {
    this.pages.set(path, { html: text, headers: { 'content-type': 'text/javascript; charset=utf-8' } });
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise(resolve => this.server.close(resolve));
  }
}
