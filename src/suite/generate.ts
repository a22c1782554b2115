import { HeadstartError, showValue } from '../base/errors.ts';
import { oracleOf } from '../transfer/oracle.ts';
import { ablationArms, type Generated } from './ablation.ts';
import type { Arm, Comparisons, PlannedContrast, Suite } from './contract.ts';
import { freeName } from './fields.ts';
import { layerwiseArms } from './layerwise.ts';
import type { Finding } from './source.ts';

/** What is needed of a suite to make the arms that its sections stand for. */
export type Sections = Pick<Suite, 'ablate' | 'study' | 'select'> & { readonly reference: string };

/**
 * The arms that `ablate` and `study` stand for, and which arms are compared with which: an oracle with none.
 *
 * @param declared the arms that the file writes out.
 * @param stages of the model in order, the head last; null while they are not known: arms that need them are left out.
 */
export function generate(
  { ablate, study, select, reference }: Sections,
  declared: readonly Arm[],
  stages: readonly string[] | null,
): Omit<Generated, 'contrasts'> & { readonly comparisons: Comparisons } {
  const ablation = ablate === null ? null : ablationArms(ablate, declared, stages);
  const layers = study === null ? null : layerwiseArms(study, declared, stages);
  const arms = [...(ablation?.arms ?? []), ...(layers?.arms ?? [])];
  const reported = declared.flatMap(({ name }): PlannedContrast[] =>
    name === reference ? [] : [{ arm: name, against: reference, family: 'reference', edit: null }],
  );
  const oracles = new Set(
    [...declared, ...arms].filter(({ recipe }) => oracleOf(recipe, select)).map(({ name }) => name),
  );
  const contrasts = [...reported, ...(ablation?.contrasts ?? []), ...(layers?.contrasts ?? [])];
  return {
    arms,
    comparisons: {
      contrasts: contrasts.filter(({ arm, against }) => !oracles.has(arm) && !oracles.has(against)),
      factorial: ablation?.factorial ?? [],
      layerwise: layers?.layerwise ?? null,
    },
    findings: distinct([...(ablation?.findings ?? []), ...(layers?.findings ?? []), ...badNames(declared, arms)]),
  };
}

/**
 * A suite with all its arms, once the stages of its model are known.
 *
 * @param stages of the model in order, the head last.
 * @throws {HeadstartError} `suite` where a section asks for what these stages cannot give.
 */
export function withStages(suite: Suite, stages: readonly string[]): Suite {
  const declared = suite.arms.filter(({ origin }) => origin === undefined);
  const { ablate, study, select, compare } = suite;
  const { arms, comparisons, findings } = generate(
    { ablate, study, select, reference: compare.reference },
    declared,
    stages,
  );
  const [first, ...others] = findings.map(({ path, ...about }) => suite.file.problem(path, about));
  if (first !== undefined) throw new HeadstartError('suite', [first, ...others]);
  return { ...suite, arms: [...declared, ...arms] as unknown as Suite['arms'], comparisons };
}

/** Whether a suite stands for arms that are made only once the model's stages are known. */
export function awaitsStages({ ablate, study }: Pick<Suite, 'ablate' | 'study'>): boolean {
  return study !== null || ablate?.reinit !== undefined || ablate?.transplant !== undefined;
}

/** Made names that are taken, or that no file could write. */
function badNames(declared: readonly Arm[], made: readonly Arm[]): Finding[] {
  const taken = new Map(declared.map(({ name }) => [name.toLowerCase(), name]));
  return made.flatMap(({ name, origin }): Finding[] => {
    const earlier = taken.get(name.toLowerCase());
    taken.set(name.toLowerCase(), name);
    const path = origin!.place;
    if (earlier !== undefined) {
      const remedy = declared.some((arm) => arm.name === earlier)
        ? `rename the arm ${showValue(earlier)}`
        : 'remove one of the two';
      return [{ path, message: `makes an arm ${showValue(name)}, and there is one of this name`, remedy }];
    }
    if (freeName.safeParse(name).success) return [];
    const remedy = 'give the ablated arm a shorter name, or declare this arm under `arms`';
    return [{ path, message: `makes an arm ${showValue(name)}, which is no usable name`, remedy }];
  });
}

/** Each finding once: combinations repeat what is wrong with a value. */
function distinct(findings: readonly Finding[]): Finding[] {
  return [...new Map(findings.map((finding) => [JSON.stringify(finding), finding])).values()];
}
