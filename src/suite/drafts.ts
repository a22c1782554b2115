import type { Recipe } from '../transfer/recipe.ts';
import type { Arm, PlannedContrast } from './contract.ts';
import { recipeKey } from './edit-arm.ts';
import type { Path } from './path.ts';
import type { Finding } from './source.ts';

/** The arms of an ablation while they are made, the contrasts between them, and what is wrong with them. */
export class Drafts {
  readonly arms: Arm[] = [];
  readonly contrasts: PlannedContrast[] = [];
  readonly findings: Finding[] = [];
  /** The arm that is ablated. */
  readonly of: Arm;
  readonly #names = new Map<string, string>();

  constructor(of: Arm) {
    this.of = of;
    this.#names.set(recipeKey(of.recipe), of.name);
  }

  /** The arm that has a recipe already; undefined if none has. */
  having(recipe: Recipe): string | undefined {
    return this.#names.get(recipeKey(recipe));
  }

  /** The arm of a recipe, made if there is none yet. */
  arm(edit: string, recipe: Recipe, place: Path): string {
    const known = this.having(recipe);
    if (known !== undefined) return known;
    const name = `${this.of.name} ${edit}`;
    this.arms.push({ name, recipe, origin: { kind: 'ablation', of: this.of.name, edit, place } });
    this.#names.set(recipeKey(recipe), name);
    return name;
  }

  /** The arm of a recipe, compared with the one that was edited. */
  compare(edit: string, recipe: Recipe, place: Path, against = this.of.name): void {
    const arm = this.arm(edit, recipe, place);
    this.contrasts.push({ arm, against, family: 'ablation', edit });
  }

  /** Whether an arm is compared with the one that was edited already. */
  isCompared(arm: string | undefined): boolean {
    return this.contrasts.some((contrast) => contrast.arm === arm && contrast.against === this.of.name);
  }

  refuse(path: Path, message: string, remedy: string, received?: unknown): void {
    this.findings.push({ path, message, remedy, ...(received !== undefined && { received }) });
  }
}
