import { get as getPlain, type IncomingMessage } from 'node:http';
import { get as getSecure } from 'node:https';

/** What a server answered: the bytes as it sends them, never decompressed on the way. */
export interface Answer {
  readonly status: number;
  readonly reason: string;
  readonly body: IncomingMessage;
}

const MOST_REDIRECTS = 5;
const REDIRECTS: readonly number[] = [301, 302, 303, 307, 308];

/**
 * Asks a server for a file, following redirects; never from https to http.
 *
 * Not `fetch`: it decompresses what a server declares to be compressed, as some do with files that are archives, and
 * the published hash is of the archive.
 *
 * @param offset the first byte wanted.
 * @param idleSeconds after which a silent server is given up, also while the body comes.
 * @throws {Error} if there is no answer, or not the part of the file that was asked for.
 */
export async function request(address: string, offset: number, idleSeconds: number): Promise<Answer> {
  let url = new URL(address);
  for (let hops = 0; hops <= MOST_REDIRECTS; hops++) {
    const body = await responseOf(url, offset, idleSeconds);
    const { statusCode: status = 0, statusMessage: reason = '', headers } = body;
    if (!REDIRECTS.includes(status) || headers.location === undefined) {
      if (status === 206 && !headers['content-range']?.startsWith(`bytes ${offset}-`)) {
        body.destroy();
        throw new Error(`bytes from ${offset} were asked for, and ${headers['content-range']} came`);
      }
      return { status, reason, body };
    }
    body.destroy();
    url = redirected(url, headers.location);
  }
  throw new Error(`more than ${MOST_REDIRECTS} redirects`);
}

/**
 * Where a redirect leads.
 *
 * @throws {Error} if it leads out of the web, or from https to http.
 */
export function redirected(from: URL, location: string): URL {
  const next = new URL(location, from);
  if (next.protocol === 'https:' || (next.protocol === 'http:' && from.protocol !== 'https:')) return next;
  throw new Error(`it leads from ${from.protocol}// to ${next.protocol}//`);
}

function responseOf(url: URL, offset: number, idleSeconds: number): Promise<IncomingMessage> {
  const get = url.protocol === 'https:' ? getSecure : getPlain;
  const range = offset > 0 ? { range: `bytes=${offset}-` } : {};
  const headers = { 'accept-encoding': 'identity', 'user-agent': 'headstart', ...range };
  return new Promise((answer, fail) => {
    let response: IncomingMessage | undefined;
    const asked = get(url, { headers, timeout: 1000 * idleSeconds, agent: false }, (incoming) => {
      response = incoming;
      answer(incoming);
    });
    asked.on('timeout', () => (response ?? asked).destroy(new Error(`nothing came for ${idleSeconds} s`)));
    asked.on('error', fail);
  });
}
