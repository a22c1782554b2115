import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { sha256 } from '../base/hash.ts';

let own: string | undefined;

/**
 * A word for this process that no other process has, on whatever machine and at whatever time: the machine as it was
 * started, the process's number, and when it began, since numbers are given again.
 */
export function writerTag(): string {
  own ??= `${machine()}-${process.pid}-${bornAt(process.pid) ?? 0}`;
  return own;
}

/** Whether the process of a tag has certainly ended. Nothing is certain of other machines. */
export function isGone(tag: string): boolean {
  const [where, pid, born] = tag.split('-');
  if (where !== machine() || pid === undefined || born === undefined) return false;
  const present = bornAt(Number(pid));
  if (present !== undefined && born !== '0') return present !== born;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

/** Equal only where process numbers mean the same: one start of one system and, of containers, one of them. */
function machine(): string {
  const parts = [hostname(), told(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8'))];
  return sha256([...parts, told(() => readlinkSync('/proc/self/ns/pid'))].join('\n')).slice(0, 12);
}

/**
 * Clock ticks from the system's start to the process's own, as text; empty of one that has ended and is not yet cleared
 * away, undefined if there is none or the system does not tell.
 */
function bornAt(pid: number): string | undefined {
  const [state, ...fields] = told(() => readFileSync(`/proc/${pid}/stat`, 'utf8'))
    .replace(/^.*\) /s, '') // its name may hold anything
    .split(' ');
  return state === 'Z' || state === 'X' ? '' : fields[18];
}

/** Empty where the system has no such file. */
function told(read: () => string): string {
  try {
    return read();
  } catch {
    return '';
  }
}
