/** Nothing that is read here is nested by half as much; what walks it may recurse. */
const DEEPEST = 256;
/** Each takes up to a hundred bytes, whatever little the text spends on it. */
const MOST_VALUES = 1_000_000;

/**
 * As `JSON.parse`, of text from anywhere: what is nested so deeply that walking it would end the stack, or holds so
 * much that its values would fill the memory, is refused before it is parsed.
 *
 * @throws {SyntaxError} if it is no JSON, nested too deeply, or too much.
 */
export function parseJson(text: string): unknown {
  let [depth, values] = [0, 0];
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfText(text, at);
    else if (code === OPEN_LIST || code === OPEN_MAPPING) {
      if (++depth > DEEPEST) throw new SyntaxError(`it is nested more than ${DEEPEST} deep`);
    } else if (code === CLOSE_LIST || code === CLOSE_MAPPING) depth--;
    else if (code === COMMA && ++values > MOST_VALUES)
      throw new SyntaxError(`it holds more than ${MOST_VALUES} values`);
  }
  return JSON.parse(text);
}

const [QUOTE, ESCAPE, COMMA] = [0x22, 0x5c, 0x2c];
const [OPEN_LIST, CLOSE_LIST, OPEN_MAPPING, CLOSE_MAPPING] = [0x5b, 0x5d, 0x7b, 0x7d];

/** The place of the closing quote of the text that opens at `start`; the end if it is missing. */
function endOfText(json: string, start: number): number {
  for (let at = json.indexOf('"', start + 1); at !== -1; at = json.indexOf('"', at + 1)) {
    let escapes = 0;
    while (json.charCodeAt(at - 1 - escapes) === ESCAPE) escapes++;
    if (escapes % 2 === 0) return at;
  }
  return json.length;
}
