import { positive, usageError } from './option-values.ts';

/** What `init` is told of a first suite; what is null is asked, or left to its default. */
export interface InitRequest {
  readonly name: string | null;
  readonly question: string | null;
  /** The target's data: a data set's name, or a folder of images. */
  readonly data: string | null;
  /** The data to pre-train on; the same by default. */
  readonly sourceData: string | null;
  readonly classesSource: readonly string[] | null;
  readonly classesTarget: readonly string[] | null;
  readonly sizes: readonly number[] | null;
  /** Take the default for all that is not given. */
  readonly yes: boolean;
  /** Replace a file that is there. */
  readonly force: boolean;
}

/** @throws {HeadstartError} `usage` */
export function initRequest(values: {
  readonly name?: string;
  readonly question?: string;
  readonly data?: string;
  readonly source?: string;
  readonly 'classes-source'?: string;
  readonly 'classes-target'?: string;
  readonly sizes?: string;
  readonly yes?: boolean;
  readonly force?: boolean;
}): InitRequest {
  return {
    name: values.name ?? null,
    question: values.question ?? null,
    data: values.data ?? null,
    sourceData: values.source ?? null,
    classesSource: classList('--classes-source', values['classes-source']),
    classesTarget: classList('--classes-target', values['classes-target']),
    sizes: sizeList(values.sizes),
    yes: values.yes ?? false,
    force: values.force ?? false,
  };
}

/** Names with commas between them; null if there are none. */
export function words(text: string): string[] | null {
  const found = text.split(',').flatMap((word) => (word.trim() === '' ? [] : [word.trim()]));
  return found.length === 0 ? null : found;
}

function classList(option: string, text: string | undefined): readonly string[] | null {
  if (text === undefined) return null;
  const found = words(text);
  if (found !== null && found.length >= 2) return found;
  throw usageError(`${option} must be two or more class names`, text, 'write it like 0,1,2');
}

/** Ascending, each once. @throws {HeadstartError} `usage` */
export function sizeList(text: string | undefined): readonly number[] | null {
  if (text === undefined) return null;
  const remedy = 'write it like 50,150,500';
  const sizes = (words(text) ?? []).map((word) => positive('each of --sizes', word, Number.POSITIVE_INFINITY, remedy));
  if (sizes.length > 0 && sizes.every(Number.isInteger)) return [...new Set(sizes)].sort((a, b) => a - b);
  throw usageError('--sizes must be whole numbers of training examples', text, remedy);
}
