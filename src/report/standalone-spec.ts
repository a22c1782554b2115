import { type Heading, wrapped } from './figure-sheet.ts';
import type { Figure, Row } from './figures/figure.ts';
import { shown } from './text.ts';

const SCHEMA = 'https://vega.github.io/schema/vega-lite/v6.json';

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** Letters of a title's line above a drawing of the width that a specification gets here. */
const TITLE = 75;

/** A figure's specification with its heading and rows, as other tools of Vega-Lite read it: panels one above the other. */
export function standaloneSpec(figure: Figure, { title, subtitle }: Heading): object {
  const {
    config,
    datasets,
    autosize: _,
    padding: __,
    params,
    ...spec
  } = figure.spec as unknown as {
    readonly [key: string]: Json;
  };
  const own = (datasets ?? {}) as { readonly [name: string]: readonly Row[] };
  const size = { ...('width' in spec ? {} : { width: 600 }), ...('height' in spec ? {} : { height: 300 }) };
  const panels = figure.panels.map((panel) => inline({ ...spec, ...size } as Json, { ...own, ...panel.datasets }));
  const top = {
    $schema: SCHEMA,
    title: { text: wrapped(shown(title, 200), TITLE), subtitle: shown(subtitle, 200), anchor: 'start' },
    ...(config === undefined ? {} : { config }),
    ...(params === undefined ? {} : { params }),
  };
  return panels.length === 1 ? { ...top, ...(panels[0] as object) } : { ...top, vconcat: panels };
}

/** The same with rows where data sets were named. */
function inline(value: Json, datasets: { readonly [name: string]: readonly Row[] }): Json {
  if (Array.isArray(value)) return value.map((item) => inline(item as Json, datasets));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => {
      const name =
        key === 'data' && inner !== null && typeof inner === 'object' && 'name' in inner ? inner['name'] : null;
      if (typeof name === 'string') return [key, { values: (datasets[name] ?? []) as unknown as Json }];
      return [key, inline(inner as Json, datasets)];
    }),
  );
}
