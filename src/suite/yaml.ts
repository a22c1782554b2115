import { Composer, type Document, Lexer, LineCounter, Parser, type YAMLError, YAMLWarning } from 'yaml';
import { printableText } from '../base/errors.ts';

/** Something wrong with the text as YAML, before its meaning is looked at. */
export interface Mistake {
  /** Counted from the start of the text. */
  readonly offset: number;
  readonly message: string;
  readonly remedy: string;
  readonly path?: string;
  readonly received?: unknown;
}

export interface Composed {
  /** Absent if the text was given up. */
  readonly document?: Document.Parsed;
  readonly lines: LineCounter;
  readonly mistakes: readonly Mistake[];
}

/**
 * The parser recurses, and takes a second for a megabyte of brackets. Counting tokens and depth while they are read
 * bounds its time and keeps it far from the end of the stack. A suite has some hundred tokens.
 */
const MOST_TOKENS = 50_000;
const DEEPEST = 64;

/** Parses one document of YAML 1.2 (core schema). Duplicate keys and aliases are left to `yaml-value.ts`. */
export function composeYaml(text: string): Composed {
  const lines = new LineCounter();
  lines.addNewLine(0);
  const parser = new Parser(lines.addNewLine);
  const tokens = [];
  let count = 0;
  for (const lexeme of new Lexer().lex(text)) {
    const offset = parser.offset;
    tokens.push(...parser.next(lexeme));
    if (++count > MOST_TOKENS) return refuse(lines, offset, 'is too long for a suite', 'write a shorter file');
    if (parser.stack.length > DEEPEST) return refuse(lines, offset, 'is nested too deeply', 'nest fewer collections');
  }
  tokens.push(...parser.end());
  // Looking for duplicate keys here would take quadratic time; explicit tags beyond the core schema are refused.
  const options = { schema: 'core', uniqueKeys: false, resolveKnownTags: false } as const;
  const [document, ...more] = new Composer(options).compose(tokens, true, text.length);
  const mistakes = [...document!.errors, ...document!.warnings].map(describe);
  const { explicit, version } = document!.directives.yaml;
  if (explicit === true && version !== '1.2') {
    mistakes.push({ offset: 0, message: 'must be YAML 1.2', received: version, remedy: 'remove the %YAML directive' });
  }
  if (more[0] !== undefined) {
    mistakes.push({
      offset: more[0].range[0],
      message: 'a second YAML document starts here',
      remedy: 'keep one suite per file: remove the rest or the `---` before it',
    });
  }
  return { document: document!, lines, mistakes };
}

function refuse(lines: LineCounter, offset: number, message: string, remedy: string): Composed {
  return { lines, mistakes: [{ offset, message, remedy }] };
}

function describe(error: YAMLError): Mistake {
  const first = printableText(error.message).replace(/\.$/, '');
  return {
    offset: error.pos[0],
    message: first.charAt(0).toLowerCase() + first.slice(1),
    remedy: remedies[error.code] ?? (error instanceof YAMLWarning ? 'remove it' : 'correct the YAML here'),
  };
}

const remedies: Partial<Record<YAMLError['code'], string>> = {
  BAD_DIRECTIVE: 'remove the directive',
  BAD_DQ_ESCAPE: 'write the backslash twice, or use single quotes',
  BAD_INDENT: 'indent the keys of one mapping by the same number of spaces',
  BAD_SCALAR_START: 'put the text in quotes',
  BLOCK_AS_IMPLICIT_KEY: 'put text that holds a colon in quotes, or start a new line for the inner mapping',
  BLOCK_IN_FLOW: 'close the bracket first',
  KEY_OVER_1024_CHARS: 'write a shorter key',
  MISSING_CHAR: 'add the missing character',
  MULTILINE_IMPLICIT_KEY: 'write each key on one line, with a colon after it',
  TAB_AS_INDENT: 'indent with spaces',
  TAG_RESOLVE_FAILED: 'remove the tag',
  UNEXPECTED_TOKEN: 'remove it, or put the text around it in quotes',
};
