/**
 * The first key that an object in a JSON text has twice, at any depth; undefined if none has. `JSON.parse` keeps the last
 * of them without a word, and other readers the first: a text that means two things is not to be trusted.
 *
 * @param json valid JSON.
 */
export function repeatedKey(json: string): string | undefined {
  const open: (Set<string> | null)[] = []; // keys of the objects around, null for arrays
  let isKey = false;
  for (let at = 0; at < json.length; at++) {
    const character = json[at]!;
    if (character === '"') {
      const end = endOfText(json, at);
      if (isKey) {
        const key = JSON.parse(json.slice(at, end)) as string; // "\u0061" and "a" are one key
        const keys = open.at(-1)!;
        if (keys.has(key)) return key;
        keys.add(key);
        isKey = false;
      }
      at = end - 1;
    } else if (character === '{') {
      open.push(new Set());
      isKey = true;
    } else if (character === '[') {
      open.push(null);
      isKey = false;
    } else if (character === '}' || character === ']') {
      open.pop();
      isKey = false;
    } else if (character === ',') {
      isKey = open.at(-1) instanceof Set;
    }
  }
  return undefined;
}

/** The place after the closing quote of the text that opens at `start`. */
function endOfText(json: string, start: number): number {
  for (let at = start + 1; at < json.length; at++) {
    if (json[at] === '\\') at++;
    else if (json[at] === '"') return at + 1;
  }
  return json.length;
}
