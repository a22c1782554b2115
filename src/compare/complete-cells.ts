import { byCell, type Score, type Scores } from './cells.ts';

/** The scores of one cell of the design in several arms. */
export type CellScores<Role extends string> = Readonly<Record<Role, Score>>;

/**
 * The cells that every one of some arms has a score in, by repeat and fold; without those whose trials differ in more
 * than the recipe.
 *
 * @param arms names by the role that they play.
 */
export function completeCells<Role extends string>(
  scores: Scores,
  arms: Readonly<Record<Role, string>>,
  size: number,
  metric: string,
): CellScores<Role>[] {
  const roles = Object.keys(arms) as Role[];
  const cells = new Map<string, { [role in Role]?: Score }>();
  for (const role of roles) {
    for (const score of scores(arms[role], size, metric)) {
      const key = `${score.repeat}.${score.fold}`;
      cells.set(key, { ...cells.get(key), [role]: score });
    }
  }
  return [...cells.values()]
    .filter((cell): cell is CellScores<Role> => {
      const found = Object.values(cell) as Score[];
      return found.length === roles.length && new Set(found.map(({ fingerprint }) => fingerprint)).size === 1;
    })
    .sort((a, b) => byCell(a[roles[0]!], b[roles[0]!]));
}
