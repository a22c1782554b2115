import { describe, expect, test } from 'vitest';
import { parseSuite } from '../../src/suite/load.ts';
import { problemsOf, quickstart } from './problems-of.ts';

const said = (section: string): string[] => problemsOf(`${quickstart}\nanalyse: ${section}\n`);
const LINE = quickstart.split('\n').length + 1;
const at = (column: number, text: string): string => `suite.yaml:${LINE}:${column} ${text}`;

describe('the section analyse', () => {
  test('has defaults for everything but what to look at', () => {
    expect(parseSuite(`${quickstart}\nanalyse: { cka: all, embeddings: {} }\n`, 'suite.yaml').analyse).toEqual({
      size: null,
      repeats: 'all',
      folds: [0],
      sample: 500,
      analyses: { cka: 'all', embeddings: { arms: 'all', method: 'pca' } },
    });
    expect(parseSuite(quickstart, 'suite.yaml').analyse).toBeNull();
  });

  test.each([
    [
      '{}',
      [
        at(
          1,
          'analyse: nothing is asked for; add one of probes, cka, transferability, embeddings, domains, or remove the section',
        ),
      ],
    ],
    [
      '{ probes: [scrach] }',
      [
        at(
          21,
          'analyse.probes[0]: there is no arm of this name, received "scrach"; did you mean "scratch"? known: scratch, features, full',
        ),
      ],
    ],
    [
      '{ cka: [[full, scratch], [full, none]] }',
      [at(42, 'analyse.cka[1][1]: there is no arm of this name, received "none"; use one of: scratch, features, full')],
    ],
    [
      '{ transferability: [high] }',
      [at(30, 'analyse.transferability[0]: there is no source of this name, received "high"; use low-digits')],
    ],
    [
      '{ embeddings: { arms: [fulll] } }',
      [
        at(
          33,
          'analyse.embeddings.arms[0]: there is no arm of this name, received "fulll"; did you mean "full"? known: scratch, features, full',
        ),
      ],
    ],
    [
      '{ embeddings: { method: tsne } }',
      [at(34, 'analyse.embeddings.method: unknown value, received "tsne"; use one of: pca, umap')],
    ],
    [
      '{ probes: full }',
      [at(20, 'analyse.probes: must be `all` or a list of arms, received "full"; write [arm, …] or all')],
    ],
    [
      '{ cka: full }',
      [
        at(
          17,
          'analyse.cka: must be `all`, arms or pairs of arms, received "full"; write all, [arm, …] or [[arm, arm], …]',
        ),
      ],
    ],
    [
      '{ size: 100, probes: all }',
      [at(18, 'analyse.size: the target has no such size, received 100; use one of: 50, 150, 500')],
    ],
    [
      '{ folds: [5], probes: all }',
      [at(20, 'analyse.folds[0]: there are only 5 folds, counted from 0, received 5; use 0 to 4')],
    ],
    [
      '{ repeats: [1], probes: all }',
      [at(22, 'analyse.repeats[0]: there are only 1 repeats, counted from 0, received 1; use 0 to 0')],
    ],
    [
      '{ domains: all }',
      [at(12, 'analyse.domains: there is no labelled domain; add `domains: { labelled: … }` with a name in `data`')],
    ],
    [
      '{ probe: all }',
      [
        at(
          12,
          'analyse.probe: unknown key "probe"; did you mean "probes"? known: size, repeats, folds, sample, probes, cka, transferability, embeddings, domains',
        ),
      ],
    ],
  ])('%s', (section, lines) => {
    expect(said(section)).toEqual(expect.arrayContaining(lines));
  });

  test('a source that it alone uses is used', () => {
    const more = quickstart.replace(
      '  low-digits:',
      '  other: { data: low, objective: classification, steps: 100 }\n  low-digits:',
    );
    expect(problemsOf(more)).toHaveLength(1);
    expect(problemsOf(`${more}\nanalyse: { transferability: all }\n`)).toEqual([]);
    expect(problemsOf(`${more}\nanalyse: { transferability: [other] }\n`)).toEqual([]);
  });
});
