import type { RunRecord } from '../store/run-record.ts';
import type { Warning } from './contract/run.ts';
import { counted, listed } from './wording.ts';

/** One for a target whose held-out examples are in the training part too: every arm may remember them. */
export function duplicateWarnings({ duplicates }: RunRecord, target: string): Warning[] {
  return duplicates.flatMap(({ target: of, heldOut, seen, near }) => {
    if (of !== target) return [];
    const again = near === null ? 'byte for byte' : `or one that correlates with it by ${near} or more`;
    const message = `${seen} of ${counted(heldOut, 'held-out example')} of ${target} (${percent(seen, heldOut)}) ${seen === 1 ? 'is' : 'are'} in the training part of the cell again, ${again}: scores may be too good by what arms remember of them, and gains too. Remove duplicates from the data, or keep them together as groups.`;
    return [{ code: 'duplicates', message, target } as const];
  });
}

/** What a labelled domain is called in the record, before its name. */
const DOMAIN = 'data ';

/**
 * One for each source, or labelled domain, that has learnt from likes of held-out examples: arms that use it may remember
 * them, and the reference does not. Where only some were looked at it says so, even if none of those was found.
 */
export function nearSourceWarnings({ nearSources, arms }: RunRecord, target: string): Warning[] {
  return nearSources.flatMap(({ source, target: of, heldOut, compared, seen, near }) => {
    if (of !== target || (seen === 0 && compared === heldOut)) return [];
    const isDomain = source.startsWith(DOMAIN);
    const called = isDomain ? `the labelled domain ${source.slice(DOMAIN.length)}` : `the source ${source}`;
    const users = arms.filter((arm) => (isDomain ? arm.adapt !== null : arm.source === source));
    const sampled =
      compared < heldOut ? `drawn at random from ${heldOut}, since all pairs were too many to compare` : null;
    const share = [percent(seen, compared), ...(sampled === null ? [] : [sampled])].join('; ');
    const alike = `${seen === 1 ? 'correlates' : 'correlate'} by ${near} or more with examples that ${called} has learnt from`;
    const risk = `part of the gains of ${listed(users.map(({ name }) => name))} may be memory of them. Take likes of the target out of the data that are learnt from.`;
    const message = `${seen} of ${counted(compared, 'held-out example')} of ${target} (${share}) ${alike}${seen === 0 ? '.' : `: ${risk}`}`;
    return [{ code: 'duplicates', message, target } as const];
  });
}

/** `0.48 %`. */
function percent(part: number, whole: number): string {
  return `${Number(((100 * part) / whole).toPrecision(2))} %`;
}
