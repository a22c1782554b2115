import { access, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { HeadstartError, messageOf } from '../base/errors.ts';
import { canonicalJson, sha256 } from '../base/hash.ts';
import { readRegular } from '../base/read-file.ts';
import { isIntact } from '../model/weight-file.ts';
import { isFinal, type Outcome } from '../plan/outcome.ts';
import { publishOnce, replaceFile } from './atomic.ts';

const FILE_VERSION = 1;
/** Of an outcome or a checkpoint; what is no regular file never ends. */
const MOST_BYTES = 2 ** 31 - 1;

/**
 * Outcomes on disk, one file each, named by node id. That is resume, sharing between runs, and safety from crashes at
 * once: what was published is never computed again, and what was not leaves no trace.
 */
export class OutcomeCache {
  readonly #folder: string;
  readonly #say: (message: string) => void;

  /** @param say is told of what a person should know: damaged files, duplicates that differ. */
  constructor(folder: string, say: (message: string) => void) {
    this.#folder = folder;
    this.#say = say;
  }

  /** The final outcome of a node, if there is one. A damaged file is moved aside, and as if it had never been. */
  async recall(id: string): Promise<Outcome | undefined> {
    const file = this.#file(id, '.json');
    let text: string;
    try {
      text = (await readRegular(file, MOST_BYTES)).toString('utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw unreadable(file, 'an outcome', error);
    }
    const outcome = outcomeIn(text, id);
    if (outcome !== undefined) return outcome;
    await rename(file, `${file}.damaged`);
    this.#say(`a damaged outcome was moved to ${file}.damaged; it will be computed again`);
    return undefined;
  }

  /** The encoded weights of a completed pre-training or trial, if they were kept and are whole. */
  async recallWeights(id: string): Promise<Uint8Array | undefined> {
    const outcome = await this.recall(id);
    if (outcome?.status !== 'completed') return undefined;
    const file = this.#file(id, '.safetensors');
    let bytes: Uint8Array;
    try {
      bytes = await readRegular(file, MOST_BYTES);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw unreadable(file, 'a checkpoint', error);
    }
    // Of a trial's weights the outcome says nothing: whether they are kept changes nothing in it.
    if (outcome.kind === 'pretrain' ? sha256(bytes) === outcome.weights : isIntact(bytes)) return bytes;
    this.#say(`the checkpoint ${file} is damaged; it will be trained again`);
    await this.dropWeights(id);
    return undefined;
  }

  /** Of some nodes those whose outcomes are there, by looking into each folder once, however many they are. */
  async present(ids: ReadonlySet<string>): Promise<string[]> {
    const found: string[] = [];
    for (const place of new Set([...ids].map((id) => id.slice(0, 2)))) {
      for (const name of await readdir(join(this.#folder, place)).catch(() => [])) {
        const id = name.endsWith('.json') ? name.slice(0, -'.json'.length) : '';
        if (ids.has(id)) found.push(id);
      }
    }
    return found;
  }

  /** Whether there is a checkpoint of a node, whole or not. */
  async hasWeights(id: string): Promise<boolean> {
    return access(this.#file(id, '.safetensors')).then(
      () => true,
      () => false,
    );
  }

  /** Keeps an outcome: final ones once and for all, failures by attempt. */
  async publish(outcome: Outcome, weights?: Uint8Array): Promise<void> {
    const text = serialize(outcome);
    if (!isFinal(outcome)) {
      for (let attempt = 1; ; attempt++) {
        if (await publishOnce(this.#file(outcome.node, `.attempt-${attempt}.json`), text)) return;
      }
    }
    // Weights first: an outcome that is there promises them.
    if (weights !== undefined) await publishOnce(this.#file(outcome.node, '.safetensors'), weights);
    if (await publishOnce(this.#file(outcome.node, '.json'), text)) return;
    const earlier = await this.recall(outcome.node);
    if (earlier !== undefined && result(earlier) !== result(outcome)) {
      this.#say(`node ${outcome.node} was computed twice with different results; the first one is kept`);
    }
  }

  /** The same cache for a run that computes everything again: it knows nothing, and overwrites. */
  forgetful(): Pick<OutcomeCache, 'recall' | 'recallWeights' | 'publish'> {
    return {
      recall: async () => undefined,
      recallWeights: async () => undefined,
      publish: (outcome, weights) => this.replace(outcome, weights),
    };
  }

  /** Keeps an outcome in place of the one that was there: for a run that computes everything again. */
  async replace(outcome: Outcome, weights?: Uint8Array): Promise<void> {
    if (!isFinal(outcome)) return this.publish(outcome);
    if (weights !== undefined) await replaceFile(this.#file(outcome.node, '.safetensors'), weights);
    await replaceFile(this.#file(outcome.node, '.json'), serialize(outcome));
  }

  /** Frees the space of a checkpoint that nothing needs any more. Its outcome stays. */
  async dropWeights(id: string): Promise<void> {
    await rm(this.#file(id, '.safetensors'), { force: true });
  }

  #file(id: string, ending: string): string {
    return join(this.#folder, id.slice(0, 2), `${id}${ending}`);
  }
}

function unreadable(file: string, what: string, error: unknown): HeadstartError {
  const message = `${what} cannot be read (${messageOf(error)})`;
  return new HeadstartError('store', { file, message, remedy: 'check the folder’s permissions' });
}

/** The outcome without what differs between equal computations. */
function result(outcome: Outcome): string {
  return canonicalJson({ ...outcome, timings: undefined, worked: undefined });
}

function serialize(outcome: Outcome): string {
  return `${JSON.stringify({ version: FILE_VERSION, sha256: sha256(canonicalJson(outcome)), outcome })}\n`;
}

/** The outcome in the text of a file; undefined if it is not a whole one of this node. */
export function outcomeIn(text: string, id: string): Outcome | undefined {
  try {
    const {
      version,
      sha256: digest,
      outcome,
    } = JSON.parse(text) as { version: number; sha256: string; outcome: Outcome };
    const whole = version === FILE_VERSION && outcome.node === id && sha256(canonicalJson(outcome)) === digest;
    return whole && isFinal(outcome) ? outcome : undefined;
  } catch {
    return undefined; // the caller moves it aside and says so
  }
}
