/** A stored witness measured again, by the reference engine and by the second route, and its claim decided from each. Runs in a page. */
import { float64Evaluator } from "../models/engines/float64.ts";
import type { PointFile } from "../models/point.ts";
import { readPoint } from "../models/point-file.ts";
import { type Decision, decide, expandLets, parseFormula, substitute } from "../verifiers/formula/index.ts";
import { measurePoint } from "../verifiers/measure.ts";
import type { Measurement, Measurements } from "../verifiers/measurement.ts";
import { dataContext } from "../verifiers/quantities/data-context.ts";
import { pointContext } from "../verifiers/quantities/point-context.ts";
import { replay } from "../verifiers/replay/replay.ts";
import { type Agreement, agreement, type Reading } from "./agreement.ts";

/** What is used of a witness file, and the margin the report prints for it. */
export interface StoredWitness {
  readonly let: Readonly<Record<string, string>>;
  readonly given: readonly { readonly name: string; readonly formula: string }[];
  readonly assert: string;
  readonly point: PointFile | null;
  readonly quantities: Measurements;
}

/** One formula, or one quantity, as stored and as measured here. */
export interface Line {
  readonly name: string;
  readonly stored: Reading;
  readonly reference: Reading;
  readonly second: Reading;
  readonly ofReference: Agreement;
  readonly ofSecond: Agreement;
}

export interface Recheck {
  /** The margin of the assertion; `stored` is the number that the report prints. */
  readonly margin: Line;
  /** The margins of the hypotheses, then the quantities. */
  readonly others: readonly Line[];
}

export type RecheckOutcome =
  | { readonly ok: true; readonly recheck: Recheck }
  | { readonly ok: false; readonly reason: string };

/** `printed`: worst margin and error of the claim as the report shows them. */
export function recheck(
  witness: StoredWitness,
  printed: { readonly worst: number; readonly error: number },
): RecheckOutcome {
  if (witness.point === null) return { ok: false, reason: "the parameters of this witness were not stored" };
  const point = readPoint(witness.point);
  if (!point.ok) return point;
  const names = Object.keys(witness.quantities);
  const { program, data, loss } = point.problem;
  const base = dataContext(data, loss, program.depth, program.width);
  // The stored measurements are not used: only the point and the formulas are.
  const measured = pointContext(base, float64Evaluator(point.problem), point.theta, null);
  const routes = {
    stored: witness.quantities,
    reference: measurePoint(measured, new Set(names)),
    second: replay(witness.point, names),
  };
  const formula = formulas(witness);
  if (typeof formula === "string") return { ok: false, reason: formula };
  const decided = lineOf("margin", routes, (route) => ofDecision(formula(witness.assert, route)));
  const stored: Reading = { ...decided.stored, value: printed.worst, error: printed.error };
  const hypotheses = witness.given.map((one) =>
    lineOf(`hypothesis ${one.name}`, routes, (route) => ofDecision(formula(one.formula, route))),
  );
  const quantities = names.map((name) => lineOf(name, routes, (route) => ofMeasurement(route[name])));
  return { ok: true, recheck: { margin: compared({ ...decided, stored }), others: [...hypotheses, ...quantities] } };
}

type Routes = Readonly<Record<"stored" | "reference" | "second", Measurements>>;

function lineOf(name: string, routes: Routes, read: (route: Measurements) => Reading): Line {
  const { stored, reference, second } = routes;
  return compared({ name, stored: read(stored), reference: read(reference), second: read(second) });
}

const compared = (line: Omit<Line, "ofReference" | "ofSecond">): Line => ({
  ...line,
  ofReference: agreement(line.stored, line.reference),
  ofSecond: agreement(line.stored, line.second),
});

/** What a formula of the claim says of measurements, or why the claim's formulas cannot be read. */
function formulas(witness: StoredWitness): ((text: string, route: Measurements) => Decision) | string {
  const texts = [...Object.values(witness.let), witness.assert, ...witness.given.map(({ formula }) => formula)];
  const parsed = new Map(texts.map((text) => [text, parseFormula(text)]));
  const roots = new Map([...parsed].flatMap(([text, one]) => (one.ok ? [[text, one.root] as const] : [])));
  const unread = texts.find((text) => !roots.has(text));
  if (unread !== undefined) return `"${unread}" is not a formula`;
  const lets = expandLets(
    Object.fromEntries(
      Object.entries(witness.let).flatMap(([name, text]) => {
        const root = roots.get(text);
        return root ? [[name, root]] : [];
      }),
    ),
  );
  if (!lets.ok) return lets.problems[0]?.message ?? "the named sub-expressions do not expand";
  return (text, route) => {
    const root = roots.get(text);
    if (root === undefined) throw new Error(`"${text}" is not a formula of the claim`);
    return decide(substitute(root, lets.lets), (name) => measurementOf(route, name));
  };
}

const measurementOf = (route: Measurements, name: string): Measurement =>
  (Object.hasOwn(route, name) ? route[name] : undefined) ?? {
    value: null,
    reason: `${name} can only be measured at the command line`,
  };

function ofDecision({ outcome, error }: Decision): Reading {
  return outcome.kind === "inapplicable"
    ? { value: null, error: 0, says: outcome.kind, reason: outcome.reason }
    : { value: outcome.margin.value, error, says: outcome.kind, reason: null };
}

const ofMeasurement = (measurement: Measurement | undefined): Reading =>
  measurement === undefined || measurement.value === null
    ? { value: null, error: 0, says: null, reason: measurement?.reason ?? "only measured at the command line" }
    : { value: measurement.value, error: measurement.error, says: null, reason: null };
