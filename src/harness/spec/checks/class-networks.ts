/** A norm-bounded class is searched over residual nets with blocks of one inner layer, or fully connected nets: one output, a budget on every parameter. */
import { activations } from "../../../models/activations/index.ts";
import type { ArchitectureSpec, BlockSpec } from "../../../models/point.ts";
import { outputsOf, type Sweep, searchedAxes } from "../../cell-axes.ts";
import type { Problem } from "../problem.ts";
import { type Path, pointerOf, problemAt, type Source, spanOf } from "../source.ts";
import type { PointsSpec, Spec } from "../types.ts";

type ClassPoints = Extract<PointsSpec, { kind: "class" }>;

const blocksOf = ({ block, blocks = [], "first-block": first }: ArchitectureSpec): BlockSpec[] =>
  [block, first, ...blocks].filter((one) => one !== undefined);

/** Why the class search cannot use the architecture; null: it can. */
export function whyNoClass(architecture: ArchitectureSpec): string | null {
  const blocks = blocksOf(architecture);
  if (architecture.kind !== "residual" && architecture.kind !== "fully-connected")
    return `it is ${architecture.kind}, and the norm budgets are those of residual blocks or fully connected layers`;
  if (blocks.some(({ hidden = [] }) => hidden.length > 1)) return "its blocks have several inner layers";
  if (architecture["readout-bias"] === true || architecture.bias === true || blocks.some(({ bias }) => bias === true))
    return "its biases have no budget";
  if (blocks.some(({ trainable }) => trainable === false)) return "a block of it is fixed";
  if ((architecture.tie ?? []).length > 0) return "it shares parameters, and every budget is one matrix's own";
  return null;
}

/** An activation that no error bar over random signs can be had for. */
const withoutLipschitz = (network: ArchitectureSpec | undefined): string | undefined =>
  network && blocksOf(network).find(({ activation }) => activations[activation ?? ""]?.lipschitz === null)?.activation;

/** The first combination of a class that cannot be searched. */
function refusalOf(spec: Spec, name: string, points: ClassPoints, sweep: Sweep): string | null {
  for (const { dataset, architecture } of searchedAxes(spec, name, points, sweep)) {
    const network = spec.architectures[architecture ?? ""];
    if (network?.kind === "fully-connected" && points.estimate.signs !== "exact")
      return `a class over the architecture ${architecture} needs signs: exact, because it is fully-connected`;
    const reason = network === undefined ? null : whyNoClass(network);
    if (reason !== null) return `a class cannot be searched over the architecture ${architecture}: ${reason}`;
    const outputs = outputsOf(spec.datasets[dataset ?? ""] ?? null);
    const unbounded = points.estimate.signs === "exact" ? null : withoutLipschitz(network);
    if (unbounded != null)
      return `a class over the architecture ${architecture} needs signs: exact, because ${unbounded} has no Lipschitz constant`;
    if (outputs > 1) return `a class needs one output, and the dataset ${dataset} has ${outputs}`;
  }
  return null;
}

/** The list that chose the architectures, else the points set itself. */
function placeOf(source: Source, name: string): Path {
  const list: Path = ["points", name, "architectures"];
  return source.places.has(pointerOf(list)) ? list : ["points", name, "kind"];
}

/** Of points that claims use: what is not used is not planned. */
export function classNetworkProblems(source: Source, spec: Spec): Problem[] {
  const used = new Set(spec.claims.map(({ points }) => points));
  const sweep = { depths: spec.sweep.depth, seeds: spec.sweep.seed.slice(0, 1) };
  const allowed = Object.keys(spec.architectures).filter(
    (name) => whyNoClass(spec.architectures[name] ?? { kind: "" }) === null,
  );
  return Object.entries(spec.points).flatMap(([name, points]) => {
    const reason = points.kind === "class" && used.has(name) ? refusalOf(spec, name, points, sweep) : null;
    if (reason === null) return [];
    const message = `${reason}; leave it out with architectures: or datasets: [...] here, or with sweep.exclude`;
    return [{ ...problemAt(source, spanOf(source, placeOf(source, name)), "scope", message), allowed }];
  });
}
