/** What strangers write, in every field they can write to, does nothing anywhere it is shown. */
import type { Page } from '@playwright/test';
import { expect, test } from '../support/test';

const RUN = 'window.broken=1';
/** Ways to have a browser run something. */
const ATTEMPTS = [
  `<script>${RUN}</script>`,
  `<script src="data:text/javascript,${RUN}"></script>`,
  `<img src=x onerror=${RUN}>`,
  `<svg onload=${RUN}>`,
  `<svg><script>${RUN}</script></svg>`,
  `<svg><animate onbegin=${RUN} attributeName=x dur=1s>`,
  `<body onload=${RUN}>`,
  `<iframe srcdoc="<script>parent.broken=1</script>"></iframe>`,
  `<iframe src="javascript:parent.broken=1"></iframe>`,
  `<object data="javascript:${RUN}"></object>`,
  `<embed src="javascript:${RUN}">`,
  `<a href="javascript:${RUN}" autofocus onfocus=${RUN}>x</a>`,
  `<input autofocus onfocus=${RUN}>`,
  `<details open ontoggle=${RUN}>`,
  `<video><source onerror=${RUN}></video>`,
  `<math><mtext></table></math><img src=x onerror=${RUN}>`,
  `<form action="javascript:${RUN}"><button>x</button></form>`,
  `<meta http-equiv="refresh" content="0;url=javascript:${RUN}">`,
  `<link rel="stylesheet" href="data:text/css,*{display:none}">`,
  `<style>@import "data:text/css,*{display:none}";</style>`,
  `<base href="javascript:/a/-${RUN}//">`,
  `javascript:${RUN}`,
  `data:text/html,<script>${RUN}</script>`,
  `=HYPERLINK("javascript:${RUN}","x")`,
  `@SUM(1+1)*cmd|' /C calc'!A0`,
];
/** Ways out of where a text is put. */
const EXITS = ['', '"', "'", '">', "'>", '</textarea>', '</title>', '</script>', '-->', '{{x}}${x}\u2028'];
const PAYLOADS = EXITS.flatMap(exit => ATTEMPTS.map(attempt => exit + attempt));

/** Whether a document holds anything that somebody smuggled in; it is parsed, not run. */
function smuggled(html: string): string[] {
  const found: string[] = [];
  for (const element of new DOMParser().parseFromString(html, 'text/html').querySelectorAll('*')) {
    const handlers = element.getAttributeNames().filter(name => name.startsWith('on'));
    const addresses = ['href', 'src', 'action', 'data', 'formaction', 'srcdoc', 'content', 'xlink:href'];
    const active = addresses.filter(name => /^\s*(javascript|data):|^0;url=/i.test(element.getAttribute(name) ?? ''));
    // Hidden fields keep an address as it is; ours are the scripts with this answer's nonce.
    const foreign = element.matches('script:not([nonce]), style:not([nonce]), iframe, object, embed, base');
    if (handlers.length > 0 || active.length > 0 || foreign) {
      found.push(element.outerHTML.slice(0, 200));
    }
  }
  return found;
}

/** What `smuggled` says about each of these addresses. */
function examine(page: Page, addresses: string[]): Promise<string[]> {
  return page.evaluate(
    async ([addresses, examiner]) => {
      const smuggled = new Function(`return ${examiner}`)();
      const found: string[] = [];
      for (const address of addresses) {
        const html = await (await fetch(address)).text();
        found.push(...smuggled(html).map((what: string) => `${address}: ${what}`));
      }
      return found;
    },
    [addresses, smuggled.toString()] as const,
  );
}

test('250 payloads in every field are text in the inbox, on public pages and in the file', async ({
  admin,
  instance,
  project,
  playwright,
}) => {
  expect(PAYLOADS).toHaveLength(250);
  const ids: string[] = [];
  for (const text of PAYLOADS) {
    const short = text.slice(0, 100);
    ids.push(
      await instance.feedback(project, text, {
        page: text,
        user_id: text,
        browser: short,
        os: short,
        release: text,
        environment: short,
        email: `${text.replace(/[\s@]/g, '')}@example.org`,
        metadata: { [text]: text },
      }),
    );
  }
  const inbox = `${instance.url}/app/${project.slug}/feedback`;
  // Pages as browsers run them: `watch` hears of everything a policy has to stop.
  await admin.goto(inbox);
  await expect(admin.getByText(PAYLOADS.at(-1)!.trim()).first()).toBeVisible();
  for (const id of ids.filter((_, index) => index % 25 === 0)) {
    await admin.goto(`${inbox}/${id}`);
    await expect(admin.getByRole('heading', { level: 2 }).first()).toBeVisible();
  }
  expect(await admin.evaluate(() => 'broken' in window)).toBe(false);

  // All of them, by their structure. A page without a policy is the one that may take them apart.
  const cookies = await admin.context().cookies();
  const reader = await playwright.request.newContext({
    extraHTTPHeaders: { cookie: cookies.map(({ name, value }) => `${name}=${value}`).join('; ') },
  });
  await admin.goto('about:blank');
  await admin.exposeFunction('read', async (address: string) =>
    address.startsWith('data:') ? decodeURIComponent(address.slice(15)) : (await reader.get(address)).text(),
  );
  await admin.evaluate('globalThis.fetch = address => Promise.resolve({ text: () => read(address) })');
  const quoted = PAYLOADS.map(text => `${instance.url}/f/${project.slug}?page=${encodeURIComponent(text)}&error=${encodeURIComponent(text)}`);
  const filtered = PAYLOADS.map(text => `${inbox}?q=${encodeURIComponent(text)}`);
  const bare = ATTEMPTS.filter(text => text.startsWith('<')).map(text => `data:text/html,${encodeURIComponent(text)}`);
  expect(new Set((await examine(admin, bare)).map(what => what.split(': <')[0])).size, 'each is seen where it is no text').toBe(bare.length);
  expect(await examine(admin, ids.map(id => `${inbox}/${id}`))).toEqual([]);
  expect(await examine(admin, quoted)).toEqual([]);
  expect(await examine(admin, filtered.slice(0, 50))).toEqual([]);

  const file = await (await reader.get(`${instance.url}/app/${project.slug}/feedback.csv`)).text();
  const cells = [...file.matchAll(/"((?:[^"]|"")*)"/g)].map(match => match[1]!);
  expect(cells.length, 'every entry is there').toBeGreaterThan(250 * 10);
  expect(cells.filter(cell => /^[=+\-@\t\r]/.test(cell))).toEqual([]);
  await reader.dispose();
});
