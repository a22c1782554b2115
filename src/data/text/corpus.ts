import type { Card, Storage } from '../contract.ts';
import type { Document } from './documents.ts';

/** Texts that come from one place; one entry of the registry of corpora. */
export interface Corpus<Name extends string = string> {
  readonly name: Name;
  readonly title: string;
  readonly card: Card;
  readonly storage: Storage;
  /** Names of the classes. */
  readonly classes: readonly string[];
  /**
   * All texts, in an order that does not change.
   *
   * @throws {HeadstartError} `data` if files are absent or not what they should be.
   */
  documents(): Promise<readonly Document[]>;
}
