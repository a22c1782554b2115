import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, extname, join, sep } from 'node:path';
import { HeadstartError, messageOf } from '../base/errors.ts';
import { folderPage, livePage, waitingPage } from '../report/live-page.ts';

/**
 * Serves `reports/` and `results/` to browsers of this machine, and tells open pages when their file has changed. It
 * listens on 127.0.0.1 alone, reads only, and answers only to its own name, so that no other site can ask it through a
 * name of its own that leads here (DNS rebinding).
 */
export interface PagesServer {
  readonly address: string;
  /** Where `/` leads, such as `/reports/quickstart/1234.html`; until it is set, to a page that waits. */
  lead(path: string): void;
  /** Tells pages to look whether their file is another one now. */
  changed(): void;
  close(): Promise<void>;
}

const HOST = '127.0.0.1';

/** What is served, by the ending of its name. */
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.csv': 'text/plain; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.md': 'text/plain; charset=utf-8',
};

/** Folders of `out` that are served. */
const SERVED = ['reports', 'results'];

/** Between two signs of life, so that nothing on the way takes a quiet page for a dead one. */
const BEAT = 20_000;

interface Listener {
  readonly response: ServerResponse;
  readonly page: string;
  readonly version: string;
}

/**
 * @param out the folder that holds `reports/` and `results/`.
 * @param suite what is waited for.
 * @throws {HeadstartError} `usage` if the port cannot be had.
 */
export async function servePages(out: string, suite: string, port: number): Promise<PagesServer> {
  const listeners = new Set<Listener>();
  let first: string | null = null;
  const server = createServer((request, response) => {
    answer(request, response).catch((error: Error) => {
      if (!response.headersSent) send(response, 500, 'text/plain; charset=utf-8', `${error.message}\n`);
      else response.destroy();
    });
  });
  await listen(server, port);
  const actual = (server.address() as AddressInfo).port;
  const beat = setInterval(() => {
    for (const { response } of listeners) response.write(': still here\n\n');
  }, BEAT);

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!isOurs(request.headers.host, actual)) return refuse(response, 403, `This answers to ${HOST}:${actual} only.`);
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('Allow', 'GET, HEAD');
      return refuse(response, 405, 'This can only be read.');
    }
    const [path = '/', query = ''] = (request.url ?? '/').split('?', 2);
    if (path === '/live') return follow(new URLSearchParams(query), response);
    if (path === '/') {
      if (first === null) return send(response, 200, TYPES['.html']!, livePage(waitingPage(suite), ''), request.method);
      response.setHeader('Location', first);
      return refuse(response, 302, first);
    }
    const file = await insideOf(out, path);
    if (file === null) return refuse(response, 404, 'There is no such page.');
    const info = await stat(file);
    if (info.isDirectory()) {
      if (!path.endsWith('/')) return refuse(response, 404, 'There is no such page.');
      const names = (await readdir(file)).filter((name) => Object.hasOwn(TYPES, extname(name))).sort();
      return send(response, 200, TYPES['.html']!, folderPage(basename(file), names), request.method);
    }
    const type = TYPES[extname(file)];
    if (type === undefined || !info.isFile()) return refuse(response, 404, 'There is no such page.');
    const bytes = await readFile(file);
    const body = extname(file) === '.html' ? livePage(bytes.toString('utf8'), String(info.mtimeMs)) : bytes;
    return send(response, 200, type, body, request.method);
  }

  async function follow(query: URLSearchParams, response: ServerResponse): Promise<void> {
    const listener = { response, page: query.get('page') ?? '', version: query.get('version') ?? '' };
    response.writeHead(200, { ...HEADERS, 'Content-Type': 'text/event-stream' });
    response.write(': here\n\n');
    listeners.add(listener);
    response.on('close', () => listeners.delete(listener));
    await tell(listener); // it may have changed since it was sent
  }

  async function tell({ response, page, version }: Listener): Promise<void> {
    if ((await versionOf(page)) !== version) response.write('event: changed\ndata:\n\n');
  }

  /** By which a page knows whether it is the newest; the empty text while it waits. */
  async function versionOf(page: string): Promise<string> {
    if (page === '/') return first ?? '';
    const file = await insideOf(out, page);
    return file === null ? '' : String((await stat(file)).mtimeMs);
  }

  return {
    address: `http://${HOST}:${actual}/`,
    lead: (path) => {
      first = path;
    },
    changed: () => {
      for (const listener of listeners) void tell(listener).catch(() => listener.response.destroy());
    },
    close: () =>
      new Promise((resolve) => {
        clearInterval(beat);
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      reject(
        new HeadstartError('usage', {
          message: `--port cannot be had (${messageOf(error)})`,
          received: port,
          remedy: 'name another, or --port 0 for one that is free',
        }),
      );
    });
    server.listen(port, HOST, () => resolve());
  });
}

function isOurs(host: string | undefined, port: number): boolean {
  return host === `${HOST}:${port}` || host === `localhost:${port}`;
}

/**
 * The file that a path means; null where it leads out of what is served, through `..`, a link or any other way, or to
 * something hidden.
 */
async function insideOf(out: string, path: string): Promise<string | null> {
  let parts: string[];
  try {
    parts = path.split('/').filter(Boolean).map(decodeURIComponent);
  } catch {
    return null; // no text
  }
  if (!SERVED.includes(parts[0] ?? '') || parts.some((part) => /^\.|[/\\\0]/.test(part))) return null;
  try {
    const [root, file] = [await realpath(join(out, parts[0]!)), await realpath(join(out, ...parts))];
    return file === root || file.startsWith(root + sep) ? file : null;
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'ENAMETOOLONG'].includes((error as NodeJS.ErrnoException).code ?? '')) return null;
    throw error;
  }
}

const HEADERS = {
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Resource-Policy': 'same-origin',
} as const;

function send(response: ServerResponse, status: number, type: string, body: string | Buffer, method = 'GET'): void {
  const policy = type.startsWith('text/html') ? {} : { 'Content-Security-Policy': "default-src 'none'" };
  response.writeHead(status, {
    ...HEADERS,
    ...policy,
    'Content-Type': type,
    'Content-Length': Buffer.byteLength(body),
  });
  response.end(method === 'HEAD' ? undefined : body);
}

function refuse(response: ServerResponse, status: number, reason: string): void {
  send(response, status, 'text/plain; charset=utf-8', `${reason}\n`);
}
