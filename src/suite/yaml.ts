import { Composer, type Document, Lexer, LineCounter, Parser, type YAMLError } from 'yaml';
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
const MOST_TOKENS = 20_000;
const LONGEST_TOKEN = 20_000;
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
    if (++count > MOST_TOKENS || lexeme.length > LONGEST_TOKEN)
      return refuse(lines, offset, 'is too long for a suite', 'write a shorter file');
    if (parser.stack.length > DEEPEST) return refuse(lines, offset, 'is nested too deeply', 'nest fewer collections');
  }
  tokens.push(...parser.end());
  // Looking for duplicate keys here would take quadratic time; explicit tags beyond the core schema are refused.
  const options = { schema: 'core', uniqueKeys: false, resolveKnownTags: false } as const;
  const [document, ...more] = new Composer(options).compose(tokens, true, text.length);
  const errors = [...document!.errors, ...document!.warnings];
  // A second error at the same place is most often the first one's consequence.
  const own = errors.filter((error, index) => errors[index - 1]?.pos[0] !== error.pos[0]);
  const mistakes = own.map(describe);
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
  const [offset] = error.pos;
  if (/^Flow (sequence|map) in block/.test(error.message)) {
    return {
      offset,
      message: 'a bracket before here is not closed',
      remedy: 'close it, or indent the lines inside it',
    };
  }
  const parsed = printableText(error.message).replace(/\.$/, '');
  const message = messages[error.code] ?? parsed.charAt(0).toLowerCase() + parsed.slice(1);
  return { offset, message, remedy: remedies[error.code] ?? 'correct the YAML here' };
}

const messages: Partial<Record<YAMLError['code'], string>> = {
  BLOCK_AS_IMPLICIT_KEY: 'a mapping cannot start here',
  MULTILINE_IMPLICIT_KEY: 'a key must be on one line',
};

const remedies: Partial<Record<YAMLError['code'], string>> = {
  BAD_DIRECTIVE: 'remove the directive',
  BAD_DQ_ESCAPE: 'write the backslash twice, or use single quotes',
  BAD_INDENT: 'indent the keys of one mapping by the same number of spaces',
  BAD_SCALAR_START: 'put the text in quotes',
  BLOCK_AS_IMPLICIT_KEY: 'put text that holds a colon in quotes, and indent the keys of one mapping equally',
  BLOCK_IN_FLOW: 'close the bracket first',
  KEY_OVER_1024_CHARS: 'write a shorter key',
  MISSING_CHAR: 'add the missing character',
  MULTILINE_IMPLICIT_KEY: 'write the key and a colon',
  TAB_AS_INDENT: 'indent with spaces',
  TAG_RESOLVE_FAILED: 'remove the tag',
  UNEXPECTED_TOKEN: 'remove it, or put the text around it in quotes',
};
