/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import { armClasses } from '../colours.ts';
import type { Heading } from '../figure-sheet.ts';
import type { Figure } from '../figures/figure.ts';
import { html, markupOf } from '../html.ts';
import { controlsHtml } from '../page-controls.ts';
import { figuresFor, viewHtml } from '../page-view.ts';
import { EVERYTHING, fromHash, isEverything, type Selection, toHash } from '../selection.ts';
import { unpackTrials } from '../slim.ts';
import { withoutMadeArms } from '../view.ts';
import { Drawing } from './drawing.ts';
import { exportFigure } from './exporting.ts';
import { linkPoints, rowOf } from './marks.ts';
import { readPageData } from './page-data.ts';
import type { Query } from './query.ts';
import { TrialList } from './trials.ts';

/**
 * Runs in the page: draws its figures, and says and draws everything again for what its reader selects. The page that
 * Node wrote shows everything; what this makes for a selection is made by the same code.
 */

const { comparison, trials: packed, folder } = readPageData();
const shown = withoutMadeArms(comparison);
const armClass = armClasses(shown);
const view = document.getElementById('view')!;
let selection: Selection = EVERYTHING;
let drawing = new Drawing(trialOf);
let figures: readonly Figure[] = [];
const trials = new TrialList(comparison, unpackTrials(packed), armClass, selection);

/** Makes the page show a selection. */
async function show(next: Selection): Promise<void> {
  const fresh = isEverything(selection) && isEverything(next);
  selection = next;
  drawing.end();
  drawing = new Drawing(trialOf);
  const mine = drawing;
  delete document.documentElement.dataset['drawn'];
  if (!fresh) {
    const made = viewHtml(comparison, selection, folder);
    figures = made.figures;
    view.innerHTML = markupOf(made.markup);
  }
  for (const place of view.querySelectorAll<HTMLElement>('.trials')) trials.mount(place, selection);
  linkNumbers();
  if (fresh) {
    // As long as everything is shown, the page is as Node wrote it: it answers its reader before its figures are made.
    await new Promise((resolve) => setTimeout(resolve));
    if (mine !== drawing) return;
    figures = figuresFor(comparison, selection);
  }
  await mine.draw(view, figures);
  if (mine === drawing) document.documentElement.dataset['drawn'] = 'yes';
}

/** Cells whose numbers were made of the trials of their row's arm. */
const NUMBERS = 'tr[data-arm] > :is(td.num, td.given):not(.size)';

/**
 * Numbers lead to the trials that they were made of. One of each row, and each that has a size of its own, can be reached
 * with the keyboard: the others of a row lead to the same trials.
 */
function linkNumbers(): void {
  for (const row of view.querySelectorAll<HTMLElement>('tr[data-arm]')) {
    const cells = [...row.querySelectorAll<HTMLElement>(':scope > :is(td.num, td.given):not(.size)')];
    const linked = cells.filter((cell) => cell.dataset['size'] !== undefined);
    for (const cell of linked.length > 0 ? linked : cells.slice(0, 1)) linkNumber(cell);
  }
  for (const cell of view.querySelectorAll<HTMLElement>('.key .big')) linkNumber(cell);
}

function linkNumber(place: HTMLElement): void {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'number';
  button.title = 'the trials behind it';
  button.append(...place.childNodes);
  place.append(button);
}

/** What a part of the page is about: the arm, size and target of the nearest one around it that says so. */
function queryOf(place: Element): Query {
  const said = (key: string) => place.closest<HTMLElement>(`[data-${key}]`)?.dataset[key];
  const [arm, size, target] = [said('arm'), said('size'), said('target')];
  return {
    ...(target !== undefined && { target }),
    ...(arm !== undefined && { arm }),
    ...(size !== undefined && { size: Number(size) }),
  };
}

/** What a drawn mark is about; null where it is about no arm. */
function queryOfMark(mark: Element): Query | null {
  const row = rowOf(mark);
  if (typeof row?.['arm'] !== 'string') return null;
  const numbers = (['size', 'repeat', 'fold'] as const).flatMap((key) => {
    const value = row[key];
    return typeof value === 'number' ? [[key, value] as const] : [];
  });
  const target = typeof row['target'] === 'string' ? { target: row['target'] } : queryOf(mark);
  return { ...target, arm: row['arm'], ...Object.fromEntries(numbers) };
}

/** The trial that a row of a figure stands for, if it stands for one. */
function trialOf(mark: Element): string | null {
  const { target = comparison.targets[0]?.name, arm, size, repeat, fold } = queryOfMark(mark) ?? {};
  if (target === undefined || arm === undefined || size === undefined) return null;
  return repeat === undefined || fold === undefined ? null : trials.idOf({ target, arm, size, repeat, fold });
}

// The answer is that of everything, whatever is selected below it.
for (const number of document.querySelectorAll<HTMLElement>('.answer .measured')) {
  linkNumber(number);
  number.addEventListener('click', () => trials.find(queryOf(number)));
}

view.addEventListener('click', ({ target }) => {
  if (!(target instanceof Element)) return;
  const button = target.closest('button');
  const number = target.closest(`button.number, ${NUMBERS}`);
  if (number !== null && getSelection()?.isCollapsed !== false) return trials.find(queryOf(number));
  if (button?.dataset['export'] !== undefined) {
    const figure = figures[Number(button.dataset['figure'])];
    if (figure === undefined) return;
    const name = `${comparison.suite.name}-${comparison.run.id}-figure-${Number(button.dataset['figure']) + 1}`;
    return void exportFigure(button.dataset['export'], figure, {
      name,
      heading: headingOf(button),
      selection: toHash(selection),
    });
  }
  const query = queryOfMark(target);
  if (query !== null) trials.find(query);
});

/** The finding and the subject of the section around a part of the page, as it says them. */
function headingOf(place: Element): Heading {
  const section = place.closest<HTMLElement>('section.numbered');
  const words = (selector: string) => section?.querySelector(selector)?.textContent?.trim() ?? '';
  const label = section?.querySelector('.label')?.lastChild?.textContent?.trim() ?? '';
  const target = section?.dataset['target'];
  return { title: words('h2'), subtitle: target === undefined ? label : `${target}: ${label}` };
}

/** The bar holds what is selected, whoever selected it. */
function showControls(): void {
  const old = document.querySelector('.controls');
  if (old === null) return;
  const open = old.querySelector<HTMLDetailsElement>('details')?.open === true;
  const focused = document.activeElement instanceof HTMLInputElement ? document.activeElement.value : null;
  const name = document.activeElement?.getAttribute('name') ?? null;
  const made = document.createElement('template');
  made.innerHTML = markupOf(html`${controlsHtml(shown, armClass, selection)}`);
  const form = made.content.querySelector('form')!;
  if (open) form.querySelector('details')?.setAttribute('open', '');
  form.classList.toggle('narrowed', !isEverything(selection));
  old.replaceWith(form);
  const again = [...form.querySelectorAll<HTMLInputElement>(`[name="${name}"]`)];
  (again.find(({ value }) => value === focused) ?? again[0])?.focus({ preventScroll: true });
  wire(form);
}

function wire(form: HTMLFormElement): void {
  form.addEventListener('change', () => {
    const chosen = new FormData(form);
    const boxes = form.querySelectorAll('input[name="arm"]').length;
    const arms = chosen.getAll('arm').map(String);
    const word = (key: string) => {
      const value = chosen.get(key);
      return value === null || value === '' ? null : String(value);
    };
    const size = word('size');
    select({
      target: word('target'),
      metric: word('metric'),
      size: size === null ? null : Number(size),
      arms: boxes === arms.length ? null : arms,
    });
  });
  form.addEventListener('reset', (event) => {
    event.preventDefault();
    select(EVERYTHING);
  });
}

/** Puts a selection into the address, from where the page takes it. */
function select(next: Selection): void {
  const hash = toHash(next);
  history.replaceState(null, '', hash === '' ? location.pathname + location.search : `#${hash}`);
  follow();
}

function follow(): void {
  const next = fromHash(location.hash, comparison);
  if (toHash(next) === toHash(selection)) return;
  const top = view.getBoundingClientRect().top;
  void show(next);
  showControls();
  // A shorter page must not leave its reader somewhere below it.
  if (top < 0 && view.getBoundingClientRect().bottom < 0) view.scrollIntoView({ block: 'start' });
}

window.addEventListener('hashchange', follow);
const form = document.querySelector<HTMLFormElement>('.controls');
if (form !== null) wire(form);
linkPoints(view);
const first = fromHash(location.hash, comparison);
if (isEverything(first)) void show(EVERYTHING);
else {
  void show(first);
  showControls();
}
