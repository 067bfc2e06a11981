/** Results to the view of the page: plain strings, numbers and prepared fragments. Nothing is judged here, everything is phrased. */
import type { Illustrations } from "../illustrate/illustrations.types.ts";
import type { ClaimResult, Results, SpecInfo, Verdict } from "../results.types.ts";
import { baselineName } from "./change-view.ts";
import { paperBibtex, reportBibtex } from "./citation.ts";
import { briefClaim, type ClaimBrief, type ClaimView, type SourceView, viewClaim, viewSource } from "./claim-view.ts";
import { type LabelFigure, labelLegend } from "./depth-view.ts";
import type { Fragment } from "./fragment.ts";
import { type ControlState, controlState, type Headline, headline } from "./headline.ts";
import { typeset } from "./math.ts";
import { contextOf, type PageContext } from "./page-context.ts";
import { count, duration, moment } from "./phrase.ts";
import { type PowerView, viewPower } from "./power-view.ts";
import { readable } from "./readable.ts";
import { exitMeanings, verdictOrder, verdictWords } from "./verdict-words.ts";

export interface Fact {
  readonly label: string;
  readonly value: string;
  readonly code: boolean;
}

export interface SpecView {
  readonly title: string;
  readonly file: string;
  readonly source: SourceView | null;
  readonly bibtex: string | null;
  readonly bibtexAnchor: string;
  /** With the place of the entry of their source. */
  readonly claims: readonly (ClaimView & { readonly bibtexAnchor: string | null })[];
}

export interface ControlView extends ClaimBrief {
  readonly spec: string;
  readonly of: string | null;
  readonly ofAnchor: string | null;
  readonly state: ControlState;
}

export interface ReportView {
  readonly title: string;
  readonly headline: Headline;
  readonly causes: readonly string[];
  /** The most urgent causes, for the first screen, and how many more there are. */
  readonly firstCauses: readonly string[];
  readonly moreCauses: string;
  readonly identity: readonly Fact[];
  readonly specs: readonly SpecView[];
  readonly controls: readonly ControlView[];
  readonly power: PowerView;
  readonly environment: readonly Fact[];
  readonly verdicts: readonly {
    readonly verdict: Verdict;
    readonly word: string;
    readonly loud: boolean;
    readonly meaning: string;
  }[];
  readonly labels: LabelFigure["legend"];
  /** The run that the column of changes compares with; null without one. */
  readonly baseline: string | null;
  readonly symbols: readonly { readonly symbol: Fragment; readonly name: string; readonly meaning: string }[];
  readonly citation: string;
  readonly exitCode: number;
  readonly exits: readonly { readonly code: number; readonly meaning: string; readonly current: boolean }[];
}

const shownCauses = 5;

export function viewReport(raw: Results, drawn: Illustrations | null = null): ReportView {
  const context = contextOf(readable(raw), readable(drawn));
  const { results, anchors, illustrations } = context;
  const causes = results.causes.map(({ message }) => message);
  const first = headline(results, anchors);
  const title = `${first.alarm === "" ? "" : `${first.alarm}. `}${first.tally}`;
  return {
    title,
    headline: first,
    causes,
    firstCauses: causes.slice(0, shownCauses),
    moreCauses: causes.length > shownCauses ? `${count(causes.length - shownCauses)} more below` : "",
    identity: identity(results),
    specs: specsOf(results).map((spec, k) => viewSpec(spec, k, context)),
    controls: results.claims.filter(({ control }) => control).map((claim) => viewControl(claim, context)),
    power: viewPower(results, anchors),
    environment: environment(results),
    verdicts: verdictOrder.map((verdict) => ({ verdict, loud: verdict === "violated", ...verdictWords[verdict] })),
    labels: labelLegend,
    baseline: illustrations === null || illustrations.baseline === null ? null : baselineName(illustrations.baseline),
    symbols: (illustrations?.symbols ?? []).map(({ name, latex, meaning }) => {
      return { name, meaning, symbol: typeset(latex, name) };
    }),
    citation: reportBibtex(results.run, title),
    exitCode: results.exitCode,
    exits: exitMeanings.map((exit) => ({ ...exit, current: exit.code === results.exitCode })),
  };
}

const fact = (label: string, value: string): Fact => ({ label, value, code: false });
const code = (label: string, value: string): Fact => ({ label, value, code: true });

function identity({ run }: Results): Fact[] {
  return [
    fact("Date", moment(run.started)),
    ...(run.commit === null ? [] : [code("Commit", run.commit)]),
    fact("Machine", run.platform),
    fact("Node", run.node),
    fact("Engine", run.engine),
    ...seedFacts(run),
    code("Command", run.command),
    fact("Profile", run.profile),
    fact("Wall time", duration(run.seconds)),
  ];
}

/** Runs of earlier versions do not say it. */
function seedFacts({ seed }: Results["run"]): Fact[] {
  if (seed === undefined) return [];
  return [fact("Seed", seed === null ? "each spec's own" : String(seed))];
}

function environment({ run }: Results): Fact[] {
  return [
    code("Run", run.id),
    fact("Started", run.started),
    fact("Tool", run.tool),
    fact("Node", run.node),
    fact("Platform", run.platform),
    fact("Engine", run.engine),
    code("Commit", run.commit ?? "unknown"),
    ...seedFacts(run),
    fact("Profile", run.profile),
    code("Command", run.command),
    code("Plan", run.planHash),
  ];
}

// A claim whose spec is not listed still gets its place.
function specsOf({ specs, claims }: Results): SpecInfo[] {
  const known = new Set(specs.map(({ id }) => id));
  const others = [...new Set(claims.map(({ spec }) => spec))].filter((id) => !known.has(id));
  const all = [...specs, ...others.map((id) => ({ id, title: id, file: "", source: null }))];
  return all.filter(({ id }) => claims.some((claim) => claim.spec === id && !claim.control));
}

function viewSpec(spec: SpecInfo, k: number, context: PageContext): SpecView {
  const bibtex = paperBibtex(spec);
  const bibtexAnchor = `bibtex-${k + 1}`;
  const { claims } = context.results;
  const mine = claims.filter((claim) => claim.spec === spec.id && !claim.control);
  const parents = new Set(mine.filter(({ ablated }) => ablated === null).map(({ claim }) => claim));
  // An ablation is shown inside the claim it belongs to, or alone when that claim was not judged.
  const shown = mine.filter(({ ablated, claim }) => ablated === null || !parents.has(claim));
  const ablationsOf = (parent: ClaimResult) =>
    parent.ablated === null ? mine.filter(({ ablated, claim }) => ablated !== null && claim === parent.claim) : [];
  return {
    title: spec.title,
    file: spec.file,
    bibtex,
    bibtexAnchor,
    source: viewSource(spec),
    claims: shown.map((claim) => ({
      ...viewClaim(claim, ablationsOf(claim), spec, context),
      bibtexAnchor: bibtex === null ? null : bibtexAnchor,
    })),
  };
}

function viewControl(control: ClaimResult, context: PageContext): ControlView {
  const parent = context.results.claims.find(
    (claim) => claim.spec === control.spec && claim.claim === control.of && !claim.control && claim.ablated === null,
  );
  return {
    ...briefClaim(control, context),
    spec: control.spec,
    of: control.of,
    ofAnchor: parent === undefined ? null : (context.anchors.get(parent) ?? null),
    state: controlState(control),
  };
}
