import type { RunFacts } from '../../compare/contract/run.ts';
import type { Comparison } from '../../compare/contract.ts';
import { designText, repeated, testText } from '../design-words.ts';
import { count, plural } from '../numbers.ts';
import { folded, prose, runFigure, type Section } from '../section.ts';
import { say, shown } from '../text.ts';
import { repeatTitle } from '../titles.ts';

/** All that is needed to have the run again, and where its rows are. */
export function again(comparison: Comparison): Section {
  const { run, design, suite } = comparison;
  const facts: readonly (readonly [string, string])[] = [
    ['Run', `${shown(run.id)}, started ${shown(run.started)}`],
    ['Commit', `${run.commit === null ? 'none' : shown(run.commit)}${run.dirty ? ', with uncommitted changes' : ''}`],
    ...changesFact(run),
    ['Design', designFact(design)],
    [
      'Test',
      design.test === null
        ? shown(design.testReason)
        : `${testText(design).replace(/^the /, '')}. ${shown(design.testReason, 200)}`,
    ],
    ['Pre-training', pretrainingFact(design)],
    ['Engine', `${shown(run.engine)} on ${shown(run.device, 120)}`],
    [
      'Versions',
      Object.entries(run.versions)
        .map(([what, version]) => `${shown(what)} ${shown(version)}`)
        .join(', '),
    ],
    ...(run.sources.lock === null
      ? []
      : [['Packages', `package-lock.json SHA-256 ${shown(run.sources.lock, 64)}`] as const]),
    ['Environment', shown(run.environment, 200)],
    ...variablesFact(run),
    ...run.sources.plugins.map(({ name, files }) => [`Plug-in ${shown(name, 40)}`, hashedFiles(files)] as const),
    ...(run.sources.modelFiles.length === 0 ? [] : [['Model', hashedFiles(run.sources.modelFiles)] as const]),
    ...run.data.map(
      ({ name, examples, fingerprint }) =>
        [`Data ${shown(name, 40)}`, `${count(examples)} examples, SHA-256 ${shown(fingerprint, 64)}`] as const,
    ),
    ...run.existing.map(
      ({ source, trainedFor, files }) =>
        [
          `Weights ${shown(source, 40)}`,
          `existed before, trained for ${shown(trainedFor, 200)}; ${hashedFiles(files)}`,
        ] as const,
    ),
  ];
  return {
    title: repeatTitle(comparison),
    label: 'Do it again',
    blocks: [
      { kind: 'command', command: shown(run.command, 2000) },
      { kind: 'facts', facts },
      runFigure('gantt'),
      ...prose([say`Every number on this page comes from these files:`]),
      { kind: 'files', files: filesOf(comparison) },
      { kind: 'trials' },
      folded(`The suite ${shown(suite.name)}, version ${suite.version}, word for word`, [
        { kind: 'verbatim', text: run.suiteText },
      ]),
    ],
  };
}

type Facts = readonly (readonly [string, string])[];

/** What is not as in the commit. */
function changesFact({ sources: { changes } }: RunFacts): Facts {
  if (changes === null) return [];
  const known = changes.changed === 0 ? [] : [`${plural(changes.changed, 'file')} changed since the commit`];
  const unknown = changes.unknown === 0 ? [] : [`${plural(changes.unknown, 'file')} that git does not know`];
  return [['Changes', `${[...known, ...unknown].join(', ')}; SHA-256 ${shown(changes.sha256, 64)}`]];
}

function variablesFact({ variables }: RunFacts): Facts {
  const set = Object.entries(variables).map(([name, value]) => `${shown(name, 60)}=${shown(value, 120)}`);
  return set.length === 0 ? [] : [['Variables', set.join(', ')]];
}

function hashedFiles(files: RunFacts['sources']['modelFiles']): string {
  return files.map((file) => `${shown(file.name)} SHA-256 ${shown(file.sha256, 64)}`).join(', ');
}

function designFact(design: Comparison['design']): string {
  const { kind, folds, repeats, seed, groups, episodes } = design;
  if (kind === 'k-fold' && !groups) return `${plural(folds, 'fold')}, ${plural(repeats, 'repeat')}, seed ${seed}`;
  if (episodes === undefined) return `${designText(design)}, seed ${seed}`;
  return `${designText(design)}, ${plural(episodes.queries, 'query', 'queries')} of each class, seed ${seed}`;
}

function pretrainingFact(design: Comparison['design']): string {
  switch (design.checkpoints) {
    case 'none':
      return 'none';
    case 'one':
      return 'one checkpoint for all cells: the result holds for this checkpoint';
    case 'per-repeat':
      return `once per ${repeated(design)}`;
  }
}

/** Files of the run that a reader may want, and what is in them. */
function filesOf({ targets }: Comparison): readonly (readonly [string, string])[] {
  const some = (found: (target: Comparison['targets'][number]) => boolean) => targets.some(found);
  const files: readonly (readonly [boolean, string, string])[] = [
    [true, 'trials.csv', 'one row per trial and metric'],
    [some(({ convergence }) => convergence.length > 0), 'curves.csv', 'one row per observation'],
    [true, 'timings.csv', 'one row per node that ran, when and by which worker'],
    [some(({ tasks }) => tasks.length > 0), 'tasks.csv', 'one row per trial, further task and metric'],
    [some(({ tuning }) => tuning.length > 0), 'tuning.csv', 'one row per configuration that was tried'],
    [some(({ predictions }) => predictions !== null), 'predictions.csv', 'what each trial predicted'],
    [some(({ predictions }) => predictions !== null), 'held-out.csv', 'which examples each fold held out'],
    [some(({ representations }) => representations !== null), 'analyses.csv', 'one row per finding inside a model'],
  ];
  return files.flatMap(([there, file, what]) => (there ? [[file, what] as const] : []));
}
