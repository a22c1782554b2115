/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import { armClasses } from '../colours.ts';
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
let drawing = new Drawing();
let figures: readonly Figure[] = [];
const trials = new TrialList(comparison, unpackTrials(packed), armClass, selection);

/** Makes the page show a selection. */
async function show(next: Selection): Promise<void> {
  const fresh = isEverything(selection) && isEverything(next);
  selection = next;
  drawing.end();
  drawing = new Drawing();
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

/** The first number of a row leads to the trials that it was made of. */
function linkNumbers(): void {
  for (const row of view.querySelectorAll<HTMLElement>('tr[data-arm]')) {
    const cell = row.querySelector<HTMLElement>('td.num:not(.size)');
    if (cell === null || cell.textContent === null) continue;
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'number';
    button.title = 'the trials behind it';
    button.append(...cell.childNodes);
    cell.append(button);
  }
}

function queryOf(row: HTMLElement): Query {
  const { arm, size } = row.dataset;
  return { ...(arm !== undefined && { arm }), ...(size !== undefined && { size: Number(size) }) };
}

view.addEventListener('click', ({ target }) => {
  if (!(target instanceof Element)) return;
  const button = target.closest('button');
  const row = target.closest<HTMLElement>('tr[data-arm]');
  if (button?.classList.contains('number') && row !== null) return trials.find(queryOf(row));
  if (button?.dataset['export'] !== undefined) {
    const figure = figures[Number(button.dataset['figure'])];
    if (figure === undefined) return;
    const name = `${comparison.suite.name}-${comparison.run.id}-figure-${Number(button.dataset['figure']) + 1}`;
    return void exportFigure(button.dataset['export'], figure, { name, selection: toHash(selection) });
  }
  const { arm, size, repeat, fold } = rowOf(target) ?? {};
  if (typeof arm !== 'string' || typeof repeat !== 'number' || typeof fold !== 'number') return;
  trials.find({ arm, repeat, fold, ...(typeof size === 'number' && { size }) });
});

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
