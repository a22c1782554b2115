/// <reference lib="dom" />
/// <reference lib="dom.iterable" />

let run: Promise<void> | undefined;

/**
 * Runs the libraries that the page carries as text, once: the page answers its reader before it can draw. The page's
 * policy admits them by hash, wherever they stand.
 */
export function libraries(): Promise<void> {
  run ??= runAll();
  return run;
}

async function runAll(): Promise<void> {
  for (const held of document.querySelectorAll('script.library')) {
    const script = document.createElement('script');
    script.textContent = held.textContent;
    held.replaceWith(script);
    await new Promise((resolve) => setTimeout(resolve));
  }
}
