/** What witness cards add to a page: the cards themselves, their style, and the one script, which src/recheck/ is bundled to. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Results } from "../results.types.ts";
import type { StoredWitnesses } from "../stored-witnesses.ts";
import { viewCards, type WitnessCard } from "./recheck-card.ts";
import type { ReportView, SpecView } from "./view.ts";

export interface CardView extends ReportView {
  readonly specs: readonly (SpecView & {
    readonly claims: readonly (SpecView["claims"][number] & { readonly card: WitnessCard | null })[];
  })[];
}

export interface Recheck {
  readonly view: CardView;
  /** Empty in a page without cards. */
  readonly style: string;
  readonly script: string;
}

const asset = (name: string): string => readFileSync(join(import.meta.dirname, name), "utf8");

/** Every claim of the view with its card, where there is one. */
export function withCards(view: ReportView, results: Results, stored: StoredWitnesses): Recheck {
  const cards = viewCards(results, stored);
  const specs = view.specs.map((spec) => ({
    ...spec,
    claims: spec.claims.map((claim) => ({ ...claim, card: cards.get(claim.anchor) ?? null })),
  }));
  return {
    view: { ...view, specs },
    style: cards.size === 0 ? "" : asset("recheck.css"),
    script: cards.size === 0 ? "" : asset("recheck.bundle.js"),
  };
}
