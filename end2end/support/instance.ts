/** A running Cresset on a data directory of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { expect } from '@playwright/test';

const BINARY = path.resolve(process.env.CRESSET_BIN ?? path.join(__dirname, '../../target/release/cresset'));
/** How long a start may take on a machine that is busy with other tests. */
const START = 20_000;

export interface Project {
  id: number;
  slug: string;
  name: string;
  key: string;
}

export class Instance {
  private readonly said: string[];

  private constructor(
    readonly url: string,
    private readonly folder: string,
    private readonly process: ChildProcess,
    said: string[],
  ) {
    this.said = said;
  }

  /** `cresset serve`, or `cresset demo`, which brings its own data. */
  static async start(command: 'serve' | 'demo' = 'serve'): Promise<Instance> {
    const folder = await mkdtemp(path.join(tmpdir(), 'cresset-'));
    const metrics = command === 'serve' ? ['--metrics-addr', '127.0.0.1:0'] : [];
    const child = spawn(BINARY, [command, '--addr', '127.0.0.1:0', ...metrics], {
      cwd: folder,
      env: environment(folder),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const said: string[] = [];
    const ready = new Promise<string>((resolve, reject) => {
      const hear = (line: string) => {
        said.push(line);
        const address = /ready on (http:\S+)/.exec(line)?.[1];
        if (address) resolve(address);
      };
      createInterface({ input: child.stdout }).on('line', hear);
      createInterface({ input: child.stderr }).on('line', hear);
      child.on('error', reject);
      child.on('exit', code => reject(new Error(`cresset ended with ${code}:\n${said.join('\n')}`)));
      setTimeout(() => reject(new Error(`cresset is not ready:\n${said.join('\n')}`)), START).unref();
    });
    return new Instance(await ready, folder, child, said);
  }

  /** The first match in what the process printed. */
  async printed(pattern: RegExp): Promise<string> {
    for (let tries = 0; tries < 100; tries++) {
      const found = this.said.map(line => pattern.exec(line)).find(match => match);
      if (found) return found[1] ?? found[0];
      await pause(50);
    }
    throw new Error(`${pattern} was not printed:\n${this.said.join('\n')}`);
  }

  async user(email: string, password: string, role = 'admin'): Promise<void> {
    await this.command(['user', 'create', '--email', email, '--role', role, '--password-stdin'], `${password}\n`);
  }

  /** A link to a new password. */
  async resetLink(email: string): Promise<string> {
    // The command does not know the port this server took.
    const { link } = await this.command(['user', 'reset-link', '--email', email]);
    return this.url + new URL(link).pathname;
  }

  async project(slug: string, name: string, origins: string[] = []): Promise<Project> {
    const allowed = origins.flatMap(origin => ['--origin', origin]);
    const made = await this.command(['project', 'create', '--slug', slug, '--name', name, ...allowed]);
    // The server hears within a second of what another process did.
    while (!(await fetch(`${this.url}/f/${slug}`)).ok) await pause(100);
    return { id: made.id, slug, name, key: made.public_key };
  }

  async token(project: Project, ...scopes: string[]): Promise<string> {
    const wanted = scopes.flatMap(scope => ['--scope', scope]);
    return (await this.command(['token', 'create', '--project', project.slug, ...wanted])).token;
  }

  /** What a product's server or a pipeline would post. */
  post(path: string, body: object, token?: string): Promise<any> {
    return this.call('POST', path, token, JSON.stringify(body));
  }

  get(path: string, token?: string): Promise<any> {
    return this.call('GET', path, token);
  }

  /** Asks over HTTP; the answer must be a success. */
  private async call(method: string, path: string, token?: string, body?: string): Promise<any> {
    const headers: Record<string, string> = { 'content-type': 'application/json' };
    if (token) headers.authorization = `Bearer ${token}`;
    const response = await fetch(this.url + path, { method, headers, body });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return JSON.parse(text);
  }

  /** Leaves feedback as a program does; returns its id. */
  async feedback(project: Project, content: string, more: object = {}): Promise<string> {
    return (await this.post('/api/feedback', { key: project.key, content, ...more })).id;
  }

  /** The entries of a project as the API tells them, newest first. */
  async entries(project: Project): Promise<any[]> {
    const token = await this.token(project, 'feedback:read');
    const { items } = await this.get('/api/feedback', token);
    return Promise.all(items.map(({ id }: { id: string }) => this.get(`/api/feedback/${id}`, token)));
  }

  /** Runs a command beside the server and reads the JSON it prints. */
  private command(args: string[], input = ''): Promise<any> {
    const child = spawn(BINARY, [...args, '--json'], { cwd: this.folder, env: environment(this.folder) });
    let out = '';
    let err = '';
    child.stdout.on('data', data => (out += data));
    child.stderr.on('data', data => (err += data));
    // Most commands end without reading it.
    child.stdin.on('error', () => {});
    child.stdin.end(input);
    return new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', code =>
        code === 0 ? resolve(JSON.parse(out)) : reject(new Error(`cresset ${args.join(' ')}: ${err}`)),
      );
    });
  }

  /** Ends the process as an operator would; it must end well. */
  async stop(): Promise<void> {
    const gone = new Promise(resolve => this.process.once('exit', resolve));
    this.process.kill('SIGTERM');
    expect(await gone, `how cresset ended:\n${this.said.slice(-5).join('\n')}`).toBe(0);
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** Nothing of the developer's own settings; one address may do more in a minute, and a stop is quick. */
function environment(folder: string): NodeJS.ProcessEnv {
  return {
    PATH: process.env.PATH,
    HOME: folder,
    TMPDIR: folder,
    CRESSET_DATA_DIR: path.join(folder, 'data'),
    CRESSET_DRAIN_NOTICE: '0',
    CRESSET_SIGN_IN_BURST: '1000',
    CRESSET_FEEDBACK_BURST: '10000',
    CRESSET_PROJECT_BURST: '10000',
  };
}
