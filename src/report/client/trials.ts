/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import type { TrialFacts } from '../../compare/contract/trials.ts';
import type { Comparison } from '../../compare/contract.ts';
import { type ArmClass, type Html, html, markupOf } from '../html.ts';
import { count, plural, score } from '../numbers.ts';
import type { Selection } from '../selection.ts';
import { shown } from '../text.ts';
import { labelOf, primary } from '../view.ts';
import { matches, parseQuery, type Query, queryText } from './query.ts';

/** Rows that are shown at first, and with each wish for more. */
const ROWS = 50;

/** Every trial in a table that can be searched, with the command that runs those again. */
export class TrialList {
  readonly #comparison: Comparison;
  readonly #trials: readonly TrialFacts[];
  readonly #armClass: ArmClass;
  #selection: Selection;
  #query = '';
  #rows = ROWS;
  #element: HTMLElement | null = null;

  constructor(comparison: Comparison, trials: readonly TrialFacts[], armClass: ArmClass, selection: Selection) {
    this.#comparison = comparison;
    this.#trials = trials;
    this.#armClass = armClass;
    this.#selection = selection;
  }

  /** Takes its place in the page that shows a selection. */
  mount(element: HTMLElement, selection: Selection): void {
    this.#selection = selection;
    this.#element = element;
    element.innerHTML = markupOf(html`<h3 id="trials">Every trial</h3>
<label class="search">Search <input type="search" name="trials" autocomplete="off" spellcheck="false" placeholder="arm:full size:50 diverged"></label>
<div class="found" aria-live="polite"></div>
`);
    const input = element.querySelector('input');
    if (input === null) return;
    input.value = this.#query;
    input.addEventListener('input', () => {
      this.#query = input.value;
      this.#rows = ROWS;
      this.#render();
    });
    element.addEventListener('click', ({ target }) => {
      if (!(target instanceof HTMLElement) || !target.matches('.more')) return;
      this.#rows += ROWS;
      this.#render();
    });
    this.#render();
  }

  /** Shows the trials behind a number, and brings them into view. */
  find(query: Query): void {
    this.#query = queryText(query);
    this.#rows = ROWS;
    const input = this.#element?.querySelector('input');
    if (input) input.value = this.#query;
    this.#render();
    this.#element?.scrollIntoView({ block: 'start' });
    input?.focus({ preventScroll: true });
  }

  /** The id of the trial in a cell. */
  idOf(cell: Pick<TrialFacts, 'target' | 'arm' | 'size' | 'repeat' | 'fold'>): string | null {
    const same = this.#trials.find(
      ({ target, arm, size, repeat, fold }) =>
        target === cell.target &&
        arm === cell.arm &&
        size === cell.size &&
        repeat === cell.repeat &&
        fold === cell.fold,
    );
    return same?.trial ?? null;
  }

  #render(): void {
    const found = this.#element?.querySelector('.found');
    if (!found) return;
    const query = parseQuery(this.#query);
    const { target, size, arms } = this.#selection;
    const inView = this.#trials.filter(
      (trial) =>
        (target === null || trial.target === target) &&
        (size === null || trial.size === size) &&
        (arms === null || arms.includes(trial.arm) || this.#isReference(trial.arm)),
    );
    const all = inView.filter((trial) => matches(trial, query));
    found.innerHTML = markupOf(html`<p class="note">${plural(all.length, 'trial')} of ${count(inView.length)}.${
      all.length === 0 ? '' : all.length === 1 ? ' To run it again and compare every value:' : ' To run them again:'
    }</p>
${all.length === 0 ? null : html`<pre class="command"><code>${shown(all.length === 1 ? this.#reproduction(all[0]!) : this.#command(query), 2000)}</code></pre>\n`}${this.#table(all)}`);
  }

  #table(all: readonly TrialFacts[]): Html | null {
    if (all.length === 0) return null;
    const metric = this.#comparison.metrics.find(({ name }) => name === this.#selection.metric);
    const scored = metric ?? primary(this.#comparison);
    const place = this.#comparison.metrics.indexOf(scored);
    const several = this.#comparison.targets.length > 1;
    const rows = all.slice(0, this.#rows).map((trial) => {
      const value = trial.scores[place] ?? null;
      return html`<tr><th scope="row"><code>${trial.trial}</code></th>${
        several ? html`<td class="txt">${shown(trial.target, 24)}</td>` : null
      }<td class="txt"><b class="arm ${this.#armClass(trial.arm)}">${shown(trial.arm, 30)}</b></td><td class="num">${count(
        trial.size,
      )}</td><td class="num">${trial.repeat}</td><td class="num">${trial.fold}</td><td class="num">${
        value === null ? 'none' : score(scored, value, scored.unit === 'fraction' ? 1 : 4)
      }</td><td class="long">${trial.status}${trial.reason === null ? '' : `: ${shown(trial.reason, 200)}`}</td></tr>
`;
    });
    const head = (text: string, kind: string) => html`<th scope="col" class="${kind}">${text}</th>`;
    return html`<div class="scroll" tabindex="0" role="region" aria-label="Trials"><table aria-label="Trials">
<thead><tr>${head('trial', 'txt')}${several ? head('target', 'txt') : null}${head('arm', 'txt')}${head('examples', 'num')}${head(
      'repeat',
      'num',
    )}${head('fold', 'num')}${head(labelOf(scored), 'num')}${head('status', 'long')}</tr></thead>
<tbody>
${rows}</tbody></table></div>
${all.length > this.#rows ? html`<button type="button" class="more">show more of ${count(all.length - this.#rows)} others</button>` : null}`;
  }

  #isReference(arm: string): boolean {
    return this.#comparison.arms.some(({ name, reference }) => reference && name === arm);
  }

  #reproduction({ trial }: TrialFacts): string {
    return `npm run bench -- reproduce ${trial}${outOf(this.#comparison.run.command)}`;
  }

  /** The run's own command, for what the search and the selection leave. */
  #command(query: Query): string {
    const { target, size } = this.#selection;
    const filters = [
      ['target', query.target ?? target],
      ['arm', query.arm],
      ['size', query.size ?? size],
    ].flatMap(([key, value]) =>
      value === null || value === undefined ? [] : [`--filter ${quoted(`${key}=${value}`)}`],
    );
    return [this.#comparison.run.command, ...filters].join(' ');
  }
}

/** Where a command has its results, as it was given. */
function outOf(command: string): string {
  return / --out[ =](?:'[^']*'|\S+)/.exec(command)?.[0] ?? '';
}

/** A word as a shell would need it. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
