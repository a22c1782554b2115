/** A signal that was asked to end the run, as an exit code: 128 + its number. */
export const SIGNAL_EXITS = { SIGINT: 130, SIGTERM: 143 } as const;
type StopSignal = keyof typeof SIGNAL_EXITS;

/**
 * The first Ctrl-C (or SIGTERM) asks the run to finish its present steps and to write; a second one ends the process at
 * once, the way it would have ended without us.
 */
export function watchSignals(say: (message: string) => void): {
  readonly signal: AbortSignal;
  received(): StopSignal | undefined;
  release(): void;
} {
  const controller = new AbortController();
  let first: StopSignal | undefined;
  const onSignal = (signal: StopSignal): void => {
    if (first !== undefined) {
      release();
      process.kill(process.pid, signal); // no handler is left: the default action
      return;
    }
    first = signal;
    say('Stopping at the next step; once more stops at once.');
    controller.abort();
  };
  const names = Object.keys(SIGNAL_EXITS) as StopSignal[];
  const release = (): void => {
    for (const name of names) process.off(name, onSignal);
  };
  for (const name of names) process.on(name, onSignal);
  return { signal: controller.signal, received: () => first, release };
}
