import { type Alias, isAlias, isMap, isScalar, isSeq, type LineCounter, type Node } from 'yaml';
import { HeadstartError, type Problem } from '../base/errors.ts';
import type { SuiteFile } from './contract.ts';
import { isMapping, type Path, showPath } from './path.ts';
import { composeYaml, type Mistake } from './yaml.ts';
import { yamlValue } from './yaml-value.ts';

/** Something wrong at a place in the file. */
export interface Finding extends Pick<Problem, 'message' | 'remedy' | 'received'> {
  readonly path: Path;
  /** Point at the last key of the path, not at its value. */
  readonly at?: 'key';
}

/** The text of a suite, the value it holds, and where everything in it stands. */
export class SuiteSource implements SuiteFile {
  readonly path: string;
  readonly text: string;
  readonly value: unknown;
  readonly #root: Node | null;
  readonly #lines: LineCounter;
  readonly #aliases: ReadonlyMap<Alias, Node>;

  /** @throws {HeadstartError} `suite` if the text is no single YAML mapping that plain JSON could hold. */
  constructor(path: string, text: string) {
    this.path = path;
    this.text = text;
    const { document, lines, mistakes } = composeYaml(text);
    this.#lines = lines;
    if (document === undefined || mistakes.length > 0) throw this.#refusal(mistakes);
    const { value, aliases, mistakes: later } = yamlValue(document.contents, lines);
    this.#root = document.contents;
    this.#aliases = aliases;
    this.value = value;
    if (later.length > 0) throw this.#refusal(later);
    if (value === null) {
      const remedy = 'write a suite: suites/quickstart.yaml is an example';
      throw this.#refusal([{ offset: 0, message: 'the file is empty', remedy }]);
    }
    if (!isMapping(value)) {
      const offset = this.#root?.range?.[0] ?? 0;
      const remedy = 'write keys and values, such as `suite: NAME`';
      throw this.#refusal([{ offset, message: 'a suite must be a mapping', remedy, received: value }]);
    }
  }

  problem(path: Path, about: Pick<Problem, 'message' | 'remedy' | 'received'>): Problem {
    return this.locate({ ...about, path });
  }

  /** A finding with its place in the file; the nearest existing ancestor's if the path leads nowhere. */
  locate({ path, at, ...about }: Finding): Problem {
    return { ...about, ...this.#place(this.#offset(path, at)), path: showPath(path) };
  }

  #offset(path: Path, at: 'key' | undefined): number {
    let node = this.#root;
    let offset = node?.range?.[0] ?? 0;
    for (const [depth, part] of path.entries()) {
      const parent = isAlias(node) ? this.#aliases.get(node) : node;
      const pair = isMap(parent) ? parent.items.find(({ key }) => isScalar(key) && key.value === part) : undefined;
      const item = isSeq(parent) && typeof part === 'number' ? parent.items[part] : undefined;
      if (pair === undefined && item === undefined) break;
      node = (pair === undefined ? item : pair.value) as Node | null;
      const key = pair?.key as Node | undefined;
      const shown = key !== undefined && (node === null || (at === 'key' && depth === path.length - 1)) ? key : node;
      offset = shown?.range?.[0] ?? offset;
    }
    return offset;
  }

  #place(offset: number): Pick<Problem, 'file' | 'line' | 'column'> {
    const { line, col } = this.#lines.linePos(Math.min(offset, this.text.length));
    return { file: this.path, line: Math.max(line, 1), column: Math.max(col, 1) };
  }

  #refusal(mistakes: readonly Mistake[]): HeadstartError {
    return refusal(mistakes.map(({ offset, ...about }) => ({ ...about, ...this.#place(offset) })));
  }
}

const MOST_PROBLEMS = 100;

/** One error for all problems of a file, in the order of the file. */
export function refusal(problems: readonly Problem[]): HeadstartError {
  const sorted = problems.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0));
  const [first, ...rest] = sorted.slice(0, MOST_PROBLEMS);
  const left = sorted.length - MOST_PROBLEMS;
  if (left > 0) {
    const { file, line, column } = sorted[MOST_PROBLEMS] as Required<Problem>;
    rest.push({ file, line, column, message: `${left} more problems from here on`, remedy: 'correct these first' });
  }
  return new HeadstartError('suite', [first!, ...rest]);
}
