/// <reference lib="dom" />
/// <reference lib="dom.iterable" />

/**
 * Runs in the index: shows the runs whose text has every word of the search, and keeps the search in the address.
 * `/` goes to the search, Escape empties it, the arrow keys go from run to run.
 */

const PREFIX = '#q=';

function search(box: HTMLInputElement): void {
  const runs = [...document.querySelectorAll<HTMLElement>('.run')].map((element) => ({
    element,
    suite: element.closest<HTMLElement>('.suite-runs'),
    text: `${element.closest('.suite-runs')?.querySelector('h2')?.textContent} ${element.closest('.suite-runs')?.querySelector('.label')?.textContent} ${element.textContent}`.toLowerCase(),
  }));
  const found = document.getElementById('found');

  const filter = (): void => {
    const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
    const kept = new Set<HTMLElement | null>();
    let shown = 0;
    for (const { element, suite, text } of runs) {
      element.hidden = !words.every((word) => text.includes(word));
      if (element.hidden) continue;
      kept.add(suite);
      shown += 1;
    }
    for (const { suite } of runs) if (suite !== null) suite.hidden = !kept.has(suite);
    if (found !== null) found.textContent = words.length === 0 ? '' : `${shown} of ${runs.length}`;
  };

  const read = (): void => {
    const { hash } = location;
    try {
      box.value = hash.startsWith(PREFIX) ? decodeURIComponent(hash.slice(PREFIX.length)) : '';
    } catch {
      box.value = ''; // an address that someone cut: nothing is searched for
    }
    filter();
  };

  box.addEventListener('input', () => {
    const hash = box.value.trim() === '' ? '' : `${PREFIX}${encodeURIComponent(box.value)}`;
    history.replaceState(null, '', `${location.pathname}${location.search}${hash}`);
    filter();
  });
  addEventListener('hashchange', read);
  addEventListener('keydown', (event) => onKey(event, box));
  read();
}

function onKey(event: KeyboardEvent, box: HTMLInputElement): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const inBox = document.activeElement === box;
  if (event.key === '/' && !inBox) {
    event.preventDefault();
    box.focus();
    box.select();
  } else if (event.key === 'Escape' && inBox && box.value !== '') {
    event.preventDefault();
    box.value = '';
    box.dispatchEvent(new Event('input'));
  } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
    const links = [...document.querySelectorAll<HTMLElement>('.run:not([hidden]) .found a')];
    const at = links.indexOf(document.activeElement as HTMLElement);
    if (at < 0 && !inBox) return; // the page scrolls
    event.preventDefault();
    const next = event.key === 'ArrowDown' ? at + 1 : at - 1;
    (next < 0 ? box : links[next])?.focus();
  }
}

const form = document.getElementById('search');
const box = document.getElementById('q');
if (form !== null && box instanceof HTMLInputElement) {
  form.hidden = false;
  search(box);
}
