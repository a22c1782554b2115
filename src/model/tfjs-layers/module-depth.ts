/** White space included. Large models have some ten thousand. */
const MOST_TOKENS = 300_000;

/**
 * How deeply the code of a module is nested, at most: words, marks and brackets that are open at once.
 *
 * The parser of `module-text.ts` recurses in native code, and what is nested without end would take the whole process with
 * it. Within one pair of brackets a comma or a semicolon ends what stands before it; everything since the last one, in all
 * brackets that are open, bounds the depth from above, whatever the syntax is.
 *
 * @returns Infinity where strings and comments cannot be told from code without parsing it: with regular expressions,
 *   divisions, templates, letters beyond ASCII, or a string that does not end on its line; and where there is more code than
 *   its tree would leave memory for. Modules that hold data have none of these.
 */
export function depthOf(text: string): number {
  let [deepest, open, tokens] = [0, 0, 0];
  let level = { since: 0, kept: 0 };
  const around: (typeof level)[] = [];
  for (let at = 0; at < text.length; ) {
    const mark = text.charAt(at);
    const end = endOf(text, at, mark);
    if (end === null || ++tokens > MOST_TOKENS) return Number.POSITIVE_INFINITY;
    if (mark === ',' || mark === ';') {
      open -= level.since;
      level.since = 0;
    } else if (mark === ')' || mark === ']' || mark === '}') {
      open -= level.since + level.kept;
      level = around.pop() ?? { since: 0, kept: 0 };
    } else if (!SPACE.test(mark) && mark !== '/') {
      open++;
      if (end - at === 4 && text.startsWith('else', at))
        level.kept++; // `if … ; else if … ;` lie within each other
      else level.since++;
      if (mark === '(' || mark === '[' || mark === '{') {
        around.push(level);
        level = { since: 0, kept: 0 };
      }
      if (open > deepest) deepest = open;
    }
    at = end;
  }
  return deepest;
}

const SPACE = /[ \t\r\n]/;
const WORD = /[A-Za-z0-9_$]/;

/** The place after the token that begins at `start`; null if it is not clear what begins there. */
function endOf(text: string, start: number, mark: string): number | null {
  if (mark === '"' || mark === "'") return endOfString(text, start, mark);
  if (mark === '/') return endOfComment(text, start);
  if (mark === '`' || mark > '~' || (mark < ' ' && !SPACE.test(mark))) return null;
  const run = WORD.test(mark) ? WORD : SPACE.test(mark) ? SPACE : null;
  let end = start + 1;
  while (run !== null && end < text.length && run.test(text.charAt(end))) end++;
  return end;
}

function endOfString(text: string, start: number, quote: string): number | null {
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === quote.charCodeAt(0)) return at + 1;
    if (code === 0x0a || code === 0x0d) return null;
    if (code === 0x5c) at++;
  }
  return null;
}

/** A bare slash may be a division, or begin a regular expression, in which quotes are no strings. */
function endOfComment(text: string, start: number): number | null {
  const kind = text.charAt(start + 1);
  if (kind !== '/' && kind !== '*') return null;
  if (kind === '*') {
    const end = text.indexOf('*/', start + 2);
    return end === -1 ? null : end + 2;
  }
  let end = start + 2;
  while (end < text.length && !/[\n\r\u2028\u2029]/.test(text.charAt(end))) end++;
  return end;
}
