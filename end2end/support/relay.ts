/**
 * The instance behind a reverse proxy that remembers what beacons post. A page's last requests outlive it, and a browser
 * does not tell of those.
 */
import { type IncomingMessage, type Server, type ServerResponse, createServer, request as ask } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Instance } from './instance';

export interface Item {
  q: number;
  t: number;
  n: string;
  u: string;
  r?: string;
  nav?: string;
  p?: Record<string, unknown>;
  ia?: boolean;
  $?: object;
  e: number;
  sd: number;
  y: number;
  m: any;
  src?: string;
  ln?: number;
  col?: number;
  st?: string;
}

/** A batch as it travelled. */
export interface Batch {
  i: string;
  s: number;
  w: number;
  env?: string;
  rel?: string;
  lite?: number;
  ev: Item[];
  /** What was answered, and when it came; milliseconds. */
  status: number;
  came: number;
}

export class Relay {
  readonly batches: Batch[] = [];
  /** Methods and paths of all requests. */
  readonly asked: string[] = [];
  /** So many posts of events are refused. */
  refuse = 0;

  private constructor(
    readonly url: string,
    private readonly server: Server,
  ) {}

  static async start(instance: Instance): Promise<Relay> {
    const server = createServer((request, response) => relay.pass(request, response, instance.url));
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    const relay = new Relay(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, server);
    return relay;
  }

  /** Every event once, in the order of arrival, as a server would keep it: of what grows, the last. */
  get events(): (Item & { i: string; s: number })[] {
    const known = new Map<string, Item & { i: string; s: number }>();
    for (const { i, s, ev, status } of this.batches) {
      if (status !== 202) continue;
      for (const item of ev) known.set(`${i} ${item.q} ${item.y || item.e >= 0 ? item.n : ''}`, { ...item, i, s });
    }
    return [...known.values()];
  }

  named(name: string) {
    return this.events.filter(event => event.n === name);
  }

  /** Paths and ways of the views. */
  get views(): string[] {
    return this.named('pageview').map(({ u, nav }) => `${nav} ${new URL(u).pathname}`);
  }

  private async pass(request: IncomingMessage, response: ServerResponse, to: string): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const { method, url: path = '/' } = request;
    this.asked.push(`${method} ${path}`);
    const counts = method === 'POST' && path === '/api/events';
    const batch = counts && { ...JSON.parse(body.toString()), came: Date.now() };
    if (counts && this.refuse > 0) {
      this.refuse -= 1;
      this.batches.push({ ...batch, status: 503 });
      response.writeHead(503, {
        'retry-after': '1',
        'access-control-allow-origin': '*',
        'access-control-expose-headers': 'Retry-After',
      });
      response.end();
      return;
    }
    const headers = { ...request.headers, host: new URL(to).host };
    const onward = ask(to + path, { method, headers }, answer => {
      if (counts) this.batches.push({ ...batch, status: answer.statusCode });
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    onward.end(body);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise(resolve => this.server.close(resolve));
  }
}
