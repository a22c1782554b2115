import { showValue } from '../base/errors.ts';
import type { Path } from './path.ts';
import type { Finding } from './source.ts';

/** Each later member of a list that equals an earlier one. */
export function repeated(members: readonly unknown[], path: Path, kind: string): Finding[] {
  return members.flatMap((member, index) =>
    members.indexOf(member) < index
      ? [
          {
            path: [...path, index],
            received: member,
            message: `this ${kind} is there already`,
            remedy: 'remove one of the two',
          },
        ]
      : [],
  );
}

/** Whether the numbers of a list ascend, each once. */
export function ascending(members: readonly unknown[], path: Path, kind: string): Finding[] {
  const numbers = members.filter((member) => typeof member === 'number');
  if (!numbers.some((number, index) => number < (numbers[index - 1] ?? number))) return repeated(members, path, kind);
  const remedy = `write ${showValue([...new Set(numbers)].sort((a, b) => a - b))}`;
  return [{ path, received: numbers, message: `${path.at(-1)} must ascend`, remedy }];
}
