import { mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type PagesServer, servePages } from '../../src/cli/pages-server.ts';
import { renderReport } from '../../src/report/render.ts';
import { ReportBrowser } from '../report/browser.ts';
import { cases } from '../report/cases.ts';

let out: string;
let server: PagesServer;
let port: number;
let browser: ReportBrowser;
const page = (): string => join(out, 'reports/quickstart/9b1f0c2d4e6a.html');

beforeAll(async () => {
  out = mkdtempSync(join(tmpdir(), 'headstart-serve-'));
  for (const folder of ['reports/quickstart', 'results/quickstart/9b1f0c2d4e6a', 'results/.cache'])
    mkdirSync(join(out, folder), { recursive: true });
  writeFileSync(page(), renderReport(cases.normal, { folder: '../../results/quickstart/9b1f0c2d4e6a' }));
  writeFileSync(join(out, 'results/quickstart/9b1f0c2d4e6a/trials.csv'), 'trial\n1\n');
  writeFileSync(join(out, 'results/.cache/secret.json'), '{}');
  writeFileSync(join(out, 'reports/.hidden.html'), '');
  writeFileSync(join(out, 'reports/tool.sh'), 'echo');
  writeFileSync(join(out, 'secret.json'), '{}');
  symlinkSync(join(out, 'secret.json'), join(out, 'reports/link.json'));
  server = await servePages(out, 'quickstart', 0);
  port = Number(new URL(server.address).port);
  browser = await ReportBrowser.launch();
}, 60_000);

afterAll(async () => {
  await browser?.close();
  await server?.close();
  rmSync(out, { recursive: true, force: true });
});

/** A request with its path as it is, which `fetch` would tidy up. */
function ask(
  path: string,
  options: { method?: string; host?: string } = {},
): Promise<{ status: number; body: string; message: IncomingMessage }> {
  const { method = 'GET', host = `127.0.0.1:${port}` } = options;
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, path, method, headers: { host } }, (message) => {
      let body = '';
      message.setEncoding('utf8');
      message.on('data', (text: string) => {
        body += text;
      });
      message.on('end', () => resolve({ status: message.statusCode!, body, message }));
    });
    asked.on('error', reject);
    asked.end();
  });
}

describe('the server of pages', () => {
  test.each([
    '/reports/../secret.json',
    '/reports/%2e%2e/secret.json',
    '/reports/..%2fsecret.json',
    '/reports/..%5csecret.json',
    '/reports/%252e%252e/secret.json',
    '/reports//../../secret.json',
    '/secret.json',
    '/reports/link.json',
    '/reports/.hidden.html',
    '/results/.cache/secret.json',
    '/reports/tool.sh',
    '/reports/%00',
    '/reports/%ff',
    '/reports',
    '/reports/quickstart',
    `/reports/${'x'.repeat(300)}`,
    '/nothing.html',
  ])('has no %s', async (path) => {
    const { status, body } = await ask(path);
    expect([status, body]).toEqual([404, 'There is no such page.\n']);
  });

  test('gives pages and results, and lists a folder', async () => {
    const csv = await ask('/results/quickstart/9b1f0c2d4e6a/trials.csv');
    expect([csv.status, csv.body]).toEqual([200, 'trial\n1\n']);
    expect(csv.message.headers).toMatchObject({
      'content-type': 'text/plain; charset=utf-8',
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none'",
    });
    expect((await ask('/results/quickstart/9b1f0c2d4e6a/')).body).toContain('<a href="./trials.csv">trials.csv</a>');
  });

  test('reads only, and answers only to its own name', async () => {
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH']) {
      const { status, message } = await ask('/reports/quickstart/9b1f0c2d4e6a.html', { method });
      expect([method, status, message.headers.allow]).toEqual([method, 405, 'GET, HEAD']);
    }
    const head = await ask('/results/quickstart/9b1f0c2d4e6a/trials.csv', { method: 'HEAD' });
    expect([head.status, head.body, head.message.headers['content-length']]).toEqual([200, '', '8']);
    for (const host of ['evil.example', `evil.example:${port}`, '127.0.0.1', `127.0.0.1.evil.example:${port}`]) {
      const { status } = await ask('/reports/quickstart/9b1f0c2d4e6a.html', { host });
      expect([host, status]).toEqual([host, 403]);
    }
    expect((await ask('/', { host: `localhost:${port}` })).status).toBe(200);
  });

  test('listens on this machine alone', async () => {
    const { networkInterfaces } = await import('node:os');
    const outside = Object.values(networkInterfaces())
      .flat()
      .find((one) => one !== undefined && !one.internal && one.family === 'IPv4');
    if (outside === undefined) return expect(server.address).toMatch(/^http:\/\/127\.0\.0\.1:/); // nowhere else to listen
    const reached = await new Promise((resolve) => {
      const socket = connect(port, outside.address, () => resolve('reached'));
      socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code));
    });
    expect(reached).toBe('ECONNREFUSED');
  });

  test('a port that is taken is told in one line', async () => {
    await expect(servePages(out, 'quickstart', port)).rejects.toThrow(
      /^--port cannot be had \(.*EADDRINUSE.*\), received \d+; name another, or --port 0 for one that is free$/,
    );
  });

  test('a waiting page goes on to the run, and a page is loaded again when its file has changed', async () => {
    const opened = await browser.openAddress(server.address);
    expect(await opened.page.locator('h1').innerText()).toBe('Waiting for quickstart');
    server.lead('/reports/quickstart/9b1f0c2d4e6a.html');
    server.changed();
    await opened.page.waitForURL('**/reports/quickstart/9b1f0c2d4e6a.html');
    await opened.page.waitForSelector('html[data-drawn]', { state: 'attached' });
    await opened.page.evaluate(() => {
      location.hash = 'size=50';
    });
    const other = { ...cases.normal, suite: { ...cases.normal.suite, question: 'Does another question help?' } };
    const before = statSync(page()).mtimeMs;
    writeFileSync(page(), renderReport(other, { folder: '../../results/quickstart/9b1f0c2d4e6a' }));
    utimesSync(page(), new Date(), new Date(before + 5000));
    server.changed();
    await opened.page.waitForSelector('h1:text-is("Does another question help?")');
    expect(new URL(opened.page.url()).hash).toBe('#size=50');
    server.changed(); // the same file: nothing happens
    const wrong = opened.noise.filter((line) => !/^request: http:\/\/127\.0\.0\.1/.test(line));
    expect(wrong).toEqual([]);
    await opened.page.close();
  });
});
