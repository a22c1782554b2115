import type { Problem } from '../base/errors.ts';
import type { EpisodeDesign, Suite, TargetChoice } from '../suite/contract.ts';

/**
 * Whether a target's pool holds the episodes that the design asks for.
 *
 * @param classes of the target.
 * @param smallest the class with the fewest examples in the pool.
 */
export function episodeProblems(
  { file, arms }: Suite,
  { ways, shots, queries }: EpisodeDesign,
  { name }: TargetChoice,
  classes: number,
  smallest: { readonly count: number; readonly name: string },
): Problem[] {
  const path = ['design', 'episodes'];
  if (ways > classes) {
    return [
      file.problem([...path, 'ways'], {
        message: `the target ${name} has only ${classes} classes`,
        received: ways,
        remedy: `use at most ${classes}, or more classes`,
      }),
    ];
  }
  const left = smallest.count - queries;
  const few = `class ${smallest.name} of the target ${name} has only ${smallest.count} examples`;
  const tooMany = left < 1 ? [] : shots.flatMap((count, index) => (count > left ? [{ count, index }] : []));
  return [
    ...(left < 1
      ? [
          file.problem([...path, 'queries'], {
            message: `${few}, which leaves none to train on`,
            received: queries,
            remedy: smallest.count < 2 ? 'use a larger pool' : `use at most ${smallest.count - 1}, or a larger pool`,
          }),
        ]
      : []),
    ...tooMany.map(({ count, index }) =>
      file.problem([...path, 'shots', index], {
        message: `${few}: ${queries} queries leave ${left} to train on`,
        received: count,
        remedy: `use at most ${left}, fewer queries or a larger pool`,
      }),
    ),
    ...arms
      .filter(({ recipe }) => recipe.adapt !== 'none' && ways < classes)
      .map((arm) =>
        file.problem(['arms', arm.name], {
          message: `an episode has ${ways} of the ${classes} classes that the labelled domain has`,
          remedy: 'use as many ways as classes, or an arm without `adapt`',
        }),
      ),
  ];
}
