/// <reference lib="dom" />
/// <reference lib="dom.iterable" />

/**
 * Marks of drawn figures as parts of the page: Vega binds each to the row that it stands for.
 */

type Row = Readonly<Record<string, unknown>>;

interface Bound {
  readonly __data__?: { readonly datum?: Row };
}

/** The row that a drawn mark stands for. */
export function rowOf(node: EventTarget | null): Row | null {
  return (node as Bound | null)?.__data__?.datum ?? null;
}

/** Pointing at an example marks it in every panel of its figure. */
export function linkPoints(root: HTMLElement): void {
  let linked: Element[] = [];
  root.addEventListener('mouseover', ({ target }) => {
    for (const node of linked) node.classList.remove('linked');
    linked = [];
    const point = rowOf(target)?.['point'];
    const figure = target instanceof Element ? target.closest('figure') : null;
    if (point === undefined || point === null || figure === null) return;
    linked = [...figure.querySelectorAll('.plot svg path')].filter((node) => rowOf(node)?.['point'] === point);
    for (const node of linked) node.classList.add('linked');
  });
}
