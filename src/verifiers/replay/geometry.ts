/** Norms and distances at a point: V side by side, displacement E||h_L - x||, the Lipschitz product of the blocks, the kink margin. */
import type { Absent, Measurement } from "../measurement.ts";
import { exactly, measured, minus, norm, times, total } from "./bounded.ts";
import { numbers, type Residual } from "./invisible.ts";
import { spectralNorm } from "./jacobi.ts";
import { at } from "./moments.ts";
import type { Block, Layer, Matrix, Model, Unit } from "./network.ts";
import { unit } from "./tape.ts";

export const absent = (reason: string): Absent => ({ value: null, reason });

const entries = (model: Model, matrix: Matrix): number[][] => matrix.map((row) => numbers(model, row));
const matrixSize = (rows: readonly (readonly number[])[]): number => rows.length + (rows[0]?.length ?? 0);

/** Spectral norm of [V_1 ... V_L]; 50 roundings per row and column. */
export function sideBySideNorm(model: Model, network: Residual): Measurement {
  const first = network.blocks[0]!.outer;
  const rows = first.map((_, i) => network.blocks.flatMap((block) => numbers(model, block.outer[i]!)));
  const value = spectralNorm(rows);
  return { value, error: 50 * unit * matrixSize(rows) * value, grade: "measured" };
}

/** E||h_L - x||. */
export function displacement(model: Model): Measurement {
  const terms = model.samples.map(({ states, x, weight }) => {
    const moved = states.at(-1)!.map((node, i) => minus(at(model, node), exactly(x[i]!)));
    return times({ value: weight, error: 2 * model.samples.length * unit * weight }, norm(moved));
  });
  return measured(total(terms));
}

/** Lip(sigma) times the spectral norm; a layer that ignores its input is 0-Lipschitz. */
function layerLipschitz(model: Model, layer: Layer): number | null {
  return layer.activation.lipschitz === null
    ? null
    : layer.activation.lipschitz * spectralNorm(entries(model, layer.matrix));
}

/** rho_l = ||V_l|| prod_k Lip(layer k); null when some activation has no Lipschitz constant. */
function blockLipschitz(model: Model, block: Block): number | null {
  return block.layers
    .map((layer) => layerLipschitz(model, layer))
    .reduce(
      (product, factor) => (product === null || factor === null ? null : product * factor),
      spectralNorm(entries(model, block.outer)),
    );
}

/** prod_l (1 + rho_l). */
export function lipschitzProduct(model: Model, network: Residual): Measurement {
  let value = 1;
  let relative = 0;
  for (const block of network.blocks) {
    const rho = blockLipschitz(model, block);
    if (rho === null) return absent("an activation has no Lipschitz constant");
    value *= 1 + rho;
    relative += 50 * unit * (1 + block.layers.length) * matrixSize(block.outer);
  }
  return { value, error: relative * value, grade: "measured" };
}

/** sum_l rho_l. */
export function lipschitzSum(model: Model, network: Residual): Measurement {
  let [value, error] = [0, 0];
  for (const block of network.blocks) {
    const rho = blockLipschitz(model, block);
    if (rho === null) return absent("an activation has no Lipschitz constant");
    value += rho;
    error += 50 * unit * (1 + block.layers.length) * matrixSize(block.outer) * rho;
  }
  return { value, error: error + network.blocks.length * unit * value, grade: "measured" };
}

/** |z| / (||row|| ||input|| + |bias|) of one unit, 0 where that scale vanishes. */
function relativeDistance(model: Model, layer: Layer, { input, sum }: Unit, j: number): number {
  const length = (values: readonly number[]): number => Math.sqrt(values.reduce((s, entry) => s + entry * entry, 0));
  const bias = layer.bias.length > 0 ? Math.abs(model.tape.value[layer.bias[j]!]!) : 0;
  const scale = length(numbers(model, layer.matrix[j]!)) * length(numbers(model, input)) + bias;
  return scale > 0 ? Math.abs(model.tape.value[sum]!) / scale : 0;
}

/** The smallest relative distance to a kink over samples and units whose pre-activation can move; null without such units. */
export function kinkMargin(model: Model): Measurement {
  const { network } = model;
  const stacks =
    network.kind === "residual" ? network.blocks.map(({ layers }) => layers) : network.layers.map((layer) => [layer]);
  const distances = model.samples.flatMap(({ units }) =>
    stacks.flatMap((layers, l) =>
      layers.flatMap((layer, k) =>
        units[l]![k]!.flatMap((entry, j) =>
          layer.activation.kinked && model.tape.moves[entry.sum] ? [relativeDistance(model, layer, entry, j)] : [],
        ),
      ),
    ),
  );
  if (distances.length === 0) return absent("no kink: every activation that can move is smooth");
  return { value: distances.reduce((a, b) => Math.min(a, b)), error: 50 * unit, grade: "measured" };
}
