import { showValue } from '../base/errors.ts';
import type { FactorialArm } from './contract.ts';
import type { Drafts } from './drafts.ts';
import { type Edit, editRecipe, recipeKey, valueName } from './edit-arm.ts';
import { freeName } from './fields.ts';
import type { AblateChoice } from './study-schema.ts';

/** More combinations than this are a mistake. */
const MOST_COMBINATIONS = 64;

/** One arm for each value; the value that the arm has already needs none, nor one that another edit has made. */
export function gridArms({ grid }: AblateChoice, drafts: Drafts): void {
  const { of } = drafts;
  for (const [path, values] of Object.entries(grid)) {
    let own = 0;
    const levels = levelsOf(path, values, ['ablate', 'grid', path], drafts);
    for (const { edit, name, recipe } of levels) {
      const known = drafts.having(recipe);
      if (known === of.name) own++;
      else if (!drafts.isCompared(known)) drafts.compare(`${path} ${name}`, recipe, edit.place);
    }
    if (own > 0 && own === values.length) {
      const message = `${showValue(of.name)} has this value already`;
      drafts.refuse(['ablate', 'grid', path], message, 'add other values', values);
    }
  }
}

/** One arm for each combination; some may be there already. */
export function factorialArms({ factorial = {} }: AblateChoice, drafts: Drafts): FactorialArm[] {
  const paths = Object.keys(factorial);
  const place = ['ablate', 'factorial'];
  if (paths.length === 0) return [];
  if (paths.length === 1) {
    drafts.refuse(place, 'one part has no combinations', 'add another part, or move it to `grid`', paths);
    return [];
  }
  const inner = paths.find((path) => paths.some((other) => path.startsWith(`${other}.`)));
  if (inner !== undefined) {
    const message = `${inner} lies inside another part that is varied`;
    drafts.refuse([...place, inner], message, 'vary one of the two');
    return [];
  }
  const before = drafts.findings.length;
  const factors = Object.entries(factorial).map(([path, values]) =>
    levelsOf(path, values, [...place, path], drafts).map(({ edit, name }) => ({ edit, name })),
  );
  const count = factors.reduce((product, levels) => product * levels.length, 1);
  if (count > MOST_COMBINATIONS) {
    drafts.refuse(place, `${count} combinations are more than ${MOST_COMBINATIONS}`, 'give fewer values or parts');
  }
  return drafts.findings.length > before ? [] : combinationArms(combinations(factors), drafts);
}

interface Level {
  readonly edit: Edit;
  readonly name: string;
}

function combinationArms(all: readonly (readonly Level[])[], drafts: Drafts): FactorialArm[] {
  return all.flatMap((levels, index): FactorialArm[] => {
    const edited = editRecipe(
      drafts.of.recipe,
      levels.map(({ edit }) => edit),
    );
    if ('findings' in edited) {
      drafts.findings.push(...edited.findings);
      return [];
    }
    const short = levels.map(({ edit, name }) => `${edit.path.split('.').at(-1)} ${name}`).join(' ');
    const fits = freeName.safeParse(`${drafts.of.name} ${short}`).success;
    const arm = drafts.arm(fits ? short : `combination ${index + 1}`, edited.recipe, ['ablate', 'factorial']);
    return [{ levels: Object.fromEntries(levels.map(({ edit, name }) => [edit.path, name])), arm }];
  });
}

/** The values of one part that its schema takes, each with the recipe that it gives. */
function levelsOf(path: string, values: readonly unknown[], place: Edit['place'], drafts: Drafts) {
  const seen = new Set<string>();
  return values.flatMap((value, index) => {
    const edit: Edit = { path, value, place: [...place, index] };
    const edited = editRecipe(drafts.of.recipe, [edit]);
    if ('findings' in edited) {
      drafts.findings.push(...edited.findings);
      return [];
    }
    const key = recipeKey(edited.recipe);
    if (seen.has(key)) {
      drafts.refuse(edit.place, 'this value is there already', 'remove one of the two', value);
      return [];
    }
    seen.add(key);
    return [{ edit, name: valueName(value), recipe: edited.recipe }];
  });
}

function combinations(factors: readonly (readonly Level[])[]): Level[][] {
  return factors.reduce<Level[][]>((all, levels) => all.flatMap((one) => levels.map((level) => [...one, level])), [[]]);
}
