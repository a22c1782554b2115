import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How a path is answered; what was asked for is kept in `asked`. */
export type Answers = Readonly<Record<string, (response: ServerResponse, request: IncomingMessage) => void>>;

export interface FileServer {
  readonly url: string;
  /** Path and range of each request, such as `/file bytes=5-`. */
  readonly asked: string[];
  close(): Promise<void>;
}

/** An HTTP server on this machine, for tests. */
export async function serveFiles(answers: Answers): Promise<FileServer> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    asked.push([path, request.headers.range].filter((part) => part !== undefined).join(' '));
    const answer = answers[path];
    if (answer === undefined) response.writeHead(404).end('no such file');
    else answer(response, request);
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    close: () =>
      new Promise((done) => {
        server.closeAllConnections();
        server.close(() => done());
      }),
  };
}

/** Answers with a file, or with the part of it that a range asks for. */
export function fileAnswer(bytes: Uint8Array): Answers[string] {
  return (response, request) => {
    const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
    const range = { 'content-range': `bytes ${start}-${bytes.length - 1}/${bytes.length}` };
    response.writeHead(start > 0 ? 206 : 200, {
      'content-length': bytes.length - start,
      ...(start > 0 ? range : {}),
    });
    response.end(bytes.subarray(start));
  };
}
