import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { primaryScores } from '../../src/report/view.ts';
import { layoutProblems } from './audit.ts';
import { type OpenReport, ReportBrowser, widen } from './browser.ts';
import { cases, episodic, HOSTILE, hostileComparison } from './cases.ts';
import { contrastRatio } from './colour.ts';
import { cut, withStudies } from './make-studies.ts';
import { pageFigures } from './page-markup.ts';

/** The report as a reader meets it: opened from disk in a browser. */

let browser: ReportBrowser;
/** One page for all tests that only look at it. */
let normal: OpenReport;
beforeAll(async () => {
  browser = await ReportBrowser.launch();
  normal = await browser.open(cases.normal);
  await widen(normal.page, 1200);
});
afterAll(async () => {
  await browser?.close();
});

/** A drawn mark: its row, and where its centre is on the page. */
interface Mark {
  readonly row: Readonly<Record<string, unknown>>;
  readonly x: number;
  readonly y: number;
}

/** Marks of the n-th figure's panels, by the data that Vega bound to them. */
function marks({ page }: OpenReport, figure: number): Promise<Mark[]> {
  return page.evaluate((index) => {
    const nodes = document.querySelectorAll(`.plot[data-figure="${index}"] svg .mark-symbol path`);
    return [...nodes].flatMap((node) => {
      const item = (node as Element & { __data__?: { datum?: Record<string, unknown> } }).__data__;
      const box = node.getBoundingClientRect();
      return item?.datum === undefined
        ? []
        : [{ row: { ...item.datum }, x: box.x + box.width / 2, y: box.y + box.height / 2 }];
    });
  }, figure);
}

/** A number as a page carries it. */
function short(value: number): number {
  return Number(value.toPrecision(7));
}

/** How far points lie from the best line through them. */
function misfit(points: readonly (readonly [number, number])[]): number {
  const n = points.length;
  const [mx, my] = [0, 1].map((axis) => points.reduce((sum, point) => sum + point[axis]!, 0) / n) as [number, number];
  const slope =
    points.reduce((sum, [x, y]) => sum + (x - mx) * (y - my), 0) / points.reduce((sum, [x]) => sum + (x - mx) ** 2, 0);
  return Math.max(...points.map(([x, y]) => Math.abs(y - my - slope * (x - mx))));
}

describe('what is drawn is what was measured', () => {
  test('learning curve', async () => {
    const report = normal;
    const [target] = cases.normal.targets;
    const drawn = (await marks(report, 0)).filter(({ row }) => 'mean' in row);
    const scores = primaryScores(cases.normal, target!);
    const rows = drawn.map(({ row }) => `${row['arm']} ${row['size']} ${row['mean']} ${row['low']} ${row['high']}`);
    const expected = scores.map(
      ({ arm, size, mean, interval }) => `${arm} ${size} ${short(mean)} ${interval?.map(short).join(' ')}`,
    );
    expect(rows.toSorted()).toEqual(expected.toSorted());
    expect(misfit(drawn.map(({ row, y }) => [Number(row['mean']), y]))).toBeLessThan(0.6);
    expect(misfit(drawn.map(({ row, x }) => [Math.log(Number(row['size'])), x]))).toBeLessThan(0.6);
    const cells = (await marks(report, 0)).filter(({ row }) => 'value' in row);
    expect(cells).toHaveLength(scores.reduce((sum, summary) => sum + summary.cells.length, 0));
  });

  test('episodes by shots', async () => {
    const report = await browser.open(episodic);
    const drawn = await marks(report, 0);
    const scores = primaryScores(episodic, episodic.targets[0]!);
    const means = drawn
      .filter(({ row }) => 'mean' in row)
      .map(({ row }) => `${row['arm']} ${row['size']} ${row['mean']}`);
    expect(means.toSorted()).toEqual(scores.map(({ arm, size, mean }) => `${arm} ${size} ${short(mean)}`).toSorted());
    const known = new Map(
      scores.flatMap(({ arm, size, cells }) =>
        cells.map((cell) => [`${arm} ${size} ${cell.repeat}`, short(cell.value)]),
      ),
    );
    const dots = drawn.filter(({ row }) => 'repeat' in row);
    expect(dots).toHaveLength(2 * 200);
    for (const { row } of dots) expect(row['value']).toBe(known.get(`${row['arm']} ${row['size']} ${row['repeat']}`));
    const first = dots.filter(({ row }) => row['size'] === 5).map(({ row, x }) => [Number(row['value']), x] as const);
    expect(misfit(first)).toBeLessThan(0.6);
    await report.page.close();
  });

  test('medians by step, examples and seconds, with pre-training and without', async () => {
    const report = normal;
    const curves = cases.normal.targets[0]!.convergence.filter(({ size }) => size === 50);
    const drawn = (await marks(report, 2)).map(({ row }) => `${row['arm']} ${row['at']} ${row['median']}`);
    const at = (of: (curve: (typeof curves)[number], step: number) => number) =>
      curves.flatMap((curve) =>
        curve.points.map(
          ({ step, median }) => `${curve.arm} ${Number(of(curve, step).toPrecision(12))} ${short(median)}`,
        ),
      );
    const expected = [
      ...at((_, step) => step),
      ...at((_, step) => 32 * step),
      ...at((_, step) => 0.0014 * step),
      ...at((curve, step) => 0.0014 * step + (curve.arm === 'scratch' ? 0 : 3.4)),
    ];
    const told = drawn.map((text) =>
      text.replace(/ ([\d.]+) /, (_, number) => ` ${Number(Number(number).toPrecision(12))} `),
    );
    expect(told.toSorted()).toEqual(expected.toSorted());
  });

  test('share of trials that reached the score', async () => {
    const report = normal;
    const drawn = await marks(report, 3);
    const last = drawn.filter(({ row }) => row['step'] === 300).map(({ row }) => `${row['arm']} ${row['share']}`);
    const told = cases.normal.targets[0]!.timesToReach!.arms.flatMap((one) =>
      one.status === 'ok' && one.clock === 'steps' ? [`${one.arm} ${one.reached / one.of}`] : [],
    );
    expect(last.toSorted()).toEqual(told.toSorted());
    expect(misfit(drawn.slice(0, 4).map(({ row, x }) => [Number(row['step']), x]))).toBeLessThan(0.6);
  });

  test('paired differences', async () => {
    const report = normal;
    const contrasts = cases.normal.targets[0]!.contrasts.filter(({ metric }) => metric === 'accuracy');
    const drawn = await marks(report, 4);
    const means = drawn.filter(({ row }) => 'low' in row).map(({ row }) => row['gain']);
    const pairs = drawn.filter(({ row }) => 'cell' in row).map(({ row }) => row['gain']);
    const measured = contrasts.flatMap((contrast) => (contrast.status === 'ok' ? [contrast] : []));
    expect(means.toSorted()).toEqual(measured.map(({ gain }) => short(gain)).toSorted());
    expect(pairs.toSorted()).toEqual(
      measured.flatMap(({ differences }) => differences.map(({ gain }) => short(gain))).toSorted(),
    );
  });

  test('a mark says what it is when it is pointed at', async () => {
    const report = normal;
    await report.page.locator('.plot').first().scrollIntoViewIfNeeded();
    const mark = (await marks(report, 0)).find(
      ({ row }) => row['arm'] === 'full' && row['size'] === 50 && 'mean' in row,
    );
    await report.page.mouse.move(mark!.x, mark!.y);
    const shown = await report.page.locator('#tip').textContent();
    expect(shown).toMatch(/^full, 50 examples: 9\d\.\d % \(mean of 5\)$/);
    await report.page.mouse.move(5, 5);
    expect(await report.page.locator('#tip').isHidden()).toBe(true);
  });
});

describe('every state', () => {
  // The others are looked at where all of them are: in every-state.slow.test.ts.
  const { allFailed, longNames, studied, looked } = cases;
  const states = { allFailed, longNames, studied, looked };
  test.each(Object.keys(states) as (keyof typeof states)[])('%s is quiet and fits phones and desks', async (name) => {
    const report = await browser.open(states[name]);
    expect(await layoutProblems(report.page)).toEqual([]);
    await widen(report.page, 1600);
    expect(await layoutProblems(report.page)).toEqual([]);
    expect(report.noise).toEqual([]);
    await report.page.close();
  });
});

describe('tables', () => {
  const long = [50, 500].flatMap((size) => [1, 2, 3, 4].map((n) => ({ ...cut(n, 0.01 * n), size })));
  const layers = long.map((each) => {
    const wide = { mean: -0.1234, interval: [-0.3456, -0.1012] as const };
    const scores = { ...each.scores, random: wide };
    return { ...each, scores, effects: { ...each.effects, coAdaptationDrop: wide } };
  });
  const framesOf = ({ page }: OpenReport, label: RegExp) =>
    page.evaluate(
      ([source]) =>
        [...document.querySelectorAll<HTMLElement>('.scroll')]
          .filter((frame) => new RegExp(source!).test(frame.getAttribute('aria-label') ?? ''))
          .map((frame) => ({ room: frame.clientWidth, needed: frame.scrollWidth })),
      [label.source],
    );

  const openAll = ({ page }: OpenReport) =>
    page.evaluate(() => {
      for (const details of document.querySelectorAll('details')) details.open = true;
    });

  let report: OpenReport;
  beforeAll(async () => {
    report = await browser.openUndrawn(withStudies({ layers }), { viewport: { width: 1080, height: 800 } });
  });
  afterAll(async () => {
    await report?.page.close();
  });

  test('of a layer-wise study are read without scrolling at a desk', async () => {
    await openAll(report);
    const frames = await framesOf(report, /by what is loaded|^Effects/);
    expect(frames).toHaveLength(3);
    for (const { room, needed } of frames) expect(needed).toBeLessThanOrEqual(room);
  });

  test('of a layer-wise study keep the stage in sight on a phone, with two scores beside it', async () => {
    await report.page.setViewportSize({ width: 390, height: 800 });
    const frame = report.page.locator('.scroll[aria-label^="Effects"]').first();
    const cells = frame.locator('tbody tr').first().locator('th, td');
    const box = async (index: number) => (await cells.nth(index).boundingBox())!;
    const right = (await frame.boundingBox())!.x + (await frame.boundingBox())!.width;
    const second = await box(2);
    expect(second.x + second.width).toBeLessThanOrEqual(right);
    const before = await box(0);
    await frame.evaluate((element) => element.scrollTo(150, 0));
    expect((await box(0)).x).toBe(before.x);
    expect((await box(1)).x).toBeLessThan(before.x + before.width);
  });
});

/** Text on the page with its colour, ground excluded; SVG text too. */
function textColours({ page }: OpenReport): Promise<{ text: string; colour: string; ground: string }[]> {
  return page.evaluate(() => {
    const ground = getComputedStyle(document.body).backgroundColor;
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found: { text: string; colour: string; ground: string }[] = [];
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const parent = node.parentElement;
      const text = node.textContent?.trim() ?? '';
      if (parent === null || text === '' || parent.closest('script, style, noscript, #tip') !== null) continue;
      const style = getComputedStyle(parent);
      const isSvg = parent instanceof SVGElement;
      found.push({ text: text.slice(0, 40), colour: isSvg ? style.fill : style.color, ground });
    }
    return found;
  });
}

describe('themes', () => {
  test('text can be read in both, and changes with the system without a redraw', async () => {
    const report = normal;
    const nodes = await report.page.evaluate(() => document.querySelectorAll('.plot svg').length);
    await report.page.evaluate(() => {
      for (const svg of document.querySelectorAll('.plot svg')) svg.setAttribute('data-kept', '');
    });
    const light = await textColours(report);
    await report.page.emulateMedia({ colorScheme: 'dark' });
    const dark = await textColours(report);
    expect(light.length).toBeGreaterThan(300);
    expect(dark.map(({ text }) => text)).toEqual(light.map(({ text }) => text));
    for (const [index, { text, colour, ground }] of light.entries()) {
      expect(contrastRatio(colour, ground), `${text} in light`).toBeGreaterThanOrEqual(4.5);
      const other = dark[index]!;
      expect(contrastRatio(other.colour, other.ground), `${text} in dark`).toBeGreaterThanOrEqual(4.5);
      expect(other.colour, text).not.toBe(colour);
    }
    expect(await report.page.locator('.plot svg[data-kept]').count()).toBe(nodes);
  });

  test('paper is white, whatever the system', async () => {
    const report = normal;
    await report.page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    const colours = await textColours(report);
    for (const { text, colour, ground } of colours) {
      expect(ground).toBe('rgb(255, 255, 255)');
      expect(contrastRatio(colour, ground), text).toBeGreaterThanOrEqual(4.5);
    }
    await report.page.emulateMedia({ media: 'screen', colorScheme: 'light' });
  });
});

describe('hostile text', () => {
  test('stays text', async () => {
    const report = await browser.open(hostileComparison());
    const { page } = report;
    const state = await page.evaluate(() => {
      const plots = document.querySelectorAll('.plot svg').length;
      const body = document.body.cloneNode(true) as HTMLElement;
      for (const verbatim of body.querySelectorAll('pre.suite, script')) verbatim.remove();
      return {
        hacked: (window as Window & { hacked?: number }).hacked,
        images: document.images.length,
        scripts: document.scripts.length,
        reordered: /[\u202a-\u202e\u2066-\u2069]/.test(body.innerHTML),
        plots,
      };
    });
    expect(state).toEqual({ hacked: undefined, images: 0, scripts: 5, reordered: false, plots: expect.any(Number) });
    expect(state.plots).toBeGreaterThan(4);
    expect(await page.locator('pre.suite').textContent()).toBe(`${Object.values(HOSTILE).join('\n')}`);
    await page.locator('summary').last().click();
    expect(await layoutProblems(report.page)).toEqual([]);
    await widen(page, 1600);
    expect(await layoutProblems(report.page)).toEqual([]);
    expect(report.noise).toEqual([]);
    await page.close();
  });

  test('could not run even if it became markup', async () => {
    const { page } = await browser.openUndrawn(cases.oneSize);
    const blocked = await page.evaluate(async () => {
      const violations: string[] = [];
      document.addEventListener('securitypolicyviolation', (event) => violations.push(event.effectiveDirective));
      document.body.insertAdjacentHTML(
        'beforeend',
        '<img src="data:," onerror="window.hacked = 1"><p style="color:red">x</p>',
      );
      const script = document.createElement('script');
      script.textContent = 'window.hacked = 2';
      document.body.append(script);
      // The browser reports each when it comes to it: the image's handler only once it was refused.
      for (let waited = 0; waited < 100 && new Set(violations).size < 4; waited++)
        await new Promise((resolve) => setTimeout(resolve, 50));
      let evaluated = true; // only now: what the test itself runs may evaluate, what follows a pause may not
      try {
        new Function('return 1')();
      } catch {
        evaluated = false;
      }
      return { evaluated, violations: [...new Set(violations)].sort(), hacked: 'hacked' in window };
    });
    expect(blocked).toEqual({
      evaluated: false,
      violations: ['img-src', 'script-src-attr', 'script-src-elem', 'style-src-attr'],
      hacked: false,
    });
    await page.close();
  });
});

test('without scripts the tables still hold the numbers', async () => {
  const { page } = await browser.open(cases.normal, { javaScriptEnabled: false });
  const text = (await page.locator('main').textContent()) ?? '';
  expect(text).toContain('without it, the tables hold the same numbers');
  const twins = await page
    .locator('figure')
    .evaluateAll((figures) =>
      figures.map((figure) => figure.nextElementSibling?.querySelectorAll('table').length ?? 0),
    );
  expect(twins.length).toBe(pageFigures(cases.normal).length);
  expect(Math.min(...twins)).toBeGreaterThanOrEqual(1);
  expect(await page.locator('table:not(details table) tbody tr').count()).toBeGreaterThan(0);
  await page.close();
});

test('links lead to the run’s files', async () => {
  const { page } = await browser.open(cases.oneSize, { javaScriptEnabled: false });
  const links = await page.locator('a').evaluateAll((all) => all.map((link) => link.getAttribute('href')));
  expect(links).toEqual(
    ['trials.csv', 'curves.csv', 'timings.csv'].map((file) => `../results/quickstart/9b1f0c2d4e6a/${file}`),
  );
  await page.close();
});
