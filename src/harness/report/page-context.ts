/** What every part of a page may need to know besides its own claim. */
import type { Illustrations } from "../illustrate/illustrations.types.ts";
import type { Results } from "../results.types.ts";
import { type Anchors, anchorsOf, permalinksOf } from "./claim-key.ts";

export interface PageContext {
  readonly results: Results;
  readonly anchors: Anchors;
  readonly permalinks: Anchors;
  readonly illustrations: Illustrations | null;
}

export const contextOf = (results: Results, illustrations: Illustrations | null): PageContext => ({
  results,
  anchors: anchorsOf(results.claims),
  permalinks: permalinksOf(results.claims),
  illustrations,
});
