/** prod_l (1 + rho_l) and sum_l rho_l, rho_l = ||V_l|| ||U_l|| prod_k ||inner_lk|| Lip(sigma)^layers, spectral norms. */
import type { ParameterBlock } from "../../models/program.ts";
import { spectralNorm } from "../../numerics/svd.ts";
import { type PointContext, parameterValues, residualOnly } from "./point-context.ts";
import { absent, measured, type Quantity } from "./quantity.ts";

/** rho_1..rho_L, or why there are none. */
function blockConstants(context: PointContext): readonly number[] | string {
  const structure = context.residual();
  if (!structure) return residualOnly;
  const rough = structure.activations.find(({ lipschitz }) => lipschitz === null);
  if (rough) return `${rough.kind} has no Lipschitz constant`;
  const { blocks } = context.evaluator.problem.program;
  const normOf = (block: ParameterBlock): number =>
    spectralNorm(parameterValues(context, block).slice(), block.rows, block.columns);
  return structure.outer.map((outer, l) => {
    const layers = [structure.inner[l]!, ...structure.innerBlocks[l]!];
    const inner = layers.reduce((bound, k) => bound * structure.activations[l]!.lipschitz! * normOf(blocks[k]!), 1);
    return normOf(blocks[outer]!) * inner;
  });
}

export const blockLipschitzProduct: Quantity<PointContext> = {
  name: "block_lipschitz_product",
  measure: (context) => {
    const constants = blockConstants(context);
    if (typeof constants === "string") return absent(constants);
    const product = constants.reduce((value, rho) => value * (1 + rho), 1);
    return measured(product, product * (1 + constants.length));
  },
};

export const blockLipschitzSum: Quantity<PointContext> = {
  name: "block_lipschitz_sum",
  measure: (context) => {
    const constants = blockConstants(context);
    if (typeof constants === "string") return absent(constants);
    const sum = constants.reduce((value, rho) => value + rho, 0);
    return measured(sum, sum * (1 + constants.length));
  },
};
