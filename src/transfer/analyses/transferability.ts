import { ofClasses } from '../../data/view.ts';
import { stageOutputs } from '../stage-outputs.ts';
import { allOrSome, chosen, namesIn } from './choices.ts';
import type { AnalysisEntry, FindingRow } from './contract.ts';
import { found } from './found.ts';

const schema = allOrSome('source');

/** Guesses of how well a source transfers, from one pass of its checkpoint over the cell's training examples. */
export const transferability = {
  name: 'transferability',
  title: 'scores that guess, without training, how well each source transfers',
  ofClasses: true,
  reference: 'H-score: Bao et al. 2019; LEEP: Nguyen et al. 2020; NCE: Tran et al. 2019; LogME: You et al. 2021',
  schema,
  names: (options, sources) =>
    options === 'all' ? sources.map((name) => ({ kind: 'source', path: [], name })) : namesIn(options, 'source'),
  needs: (options, { sources }) => chosen(options, sources).map((source) => ({ subjects: [{ source }], settings: {} })),
  work: ({ widths, train }) => 60 * Math.min(widths.at(-1)!, train) ** 3,
  run: async ({ engine, subjects, train, stopped }) => {
    // Loaded here: the linear algebra behind them takes longer to load than a command has.
    const [{ hScore }, { logMe }, { leep }, { nce }] = await Promise.all([
      import('../../stats/h-score.ts'),
      import('../../stats/logme.ts'),
      import('../../stats/leep.ts'),
      import('../../stats/nce.ts'),
    ]);
    const model = subjects[0]!;
    const { labels } = ofClasses(train);
    const stages = model.architecture.stages.map(({ name }) => name);
    const last = stages.at(-2)!;
    const rows: FindingRow[] = [];
    for await (const output of stageOutputs(
      engine,
      model,
      model.hasHead ? stages : stages.slice(0, -1),
      train,
      stopped,
    )) {
      if (output.stage === last) {
        rows.push(found('h-score', last, hScore(output, labels)));
        rows.push(found('logme', last, logMe(output, labels)));
      } else if (output.stage === stages.at(-1)) {
        const { probabilities, likeliest } = readHead(output.values, output.rows);
        rows.push(found('leep', null, leep({ values: probabilities, rows: output.rows }, labels)));
        rows.push(found('nce', null, nce(likeliest, labels)));
      }
    }
    return { rows, maps: [] };
  },
} as const satisfies AnalysisEntry<'transferability', typeof schema>;

/** Softmax of the logits, and the class of the largest one: the first of equals. */
function readHead(logits: Float32Array, rows: number) {
  const classes = logits.length / rows;
  const probabilities = new Float64Array(logits.length);
  const likeliest = new Int32Array(rows);
  for (let row = 0; row < rows; row++) {
    const own = logits.subarray(row * classes, (row + 1) * classes);
    const most = own.reduce((largest, value) => Math.max(largest, value));
    likeliest[row] = own.indexOf(most);
    const powers = Array.from(own, (value) => Math.exp(value - most));
    const sum = powers.reduce((total, power) => total + power, 0);
    powers.forEach((power, label) => {
      probabilities[row * classes + label] = power / sum;
    });
  }
  return { probabilities, likeliest };
}
