/** prod_l (1 + rho_l), rho_l = ||V_l|| ||U_l|| prod_k ||inner_lk|| Lip(sigma)^layers, spectral norms. */
import type { ParameterBlock } from "../../models/program.ts";
import { spectralNorm } from "../../numerics/svd.ts";
import { type PointContext, parameterValues, residualOnly } from "./point-context.ts";
import { absent, measured, type Quantity } from "./quantity.ts";

export const blockLipschitzProduct: Quantity<PointContext> = {
  name: "block_lipschitz_product",
  measure: (context) => {
    const structure = context.residual();
    if (!structure) return absent(residualOnly);
    const { blocks } = context.evaluator.problem.program;
    const normOf = (block: ParameterBlock): number =>
      spectralNorm(parameterValues(context, block).slice(), block.rows, block.columns);
    let product = 1;
    for (let l = 0; l < structure.outer.length; l++) {
      const { lipschitz, kind } = structure.activations[l]!;
      if (lipschitz === null) return absent(`${kind} has no Lipschitz constant`);
      const layers = [structure.inner[l]!, ...structure.innerBlocks[l]!];
      const inner = layers.reduce((bound, index) => bound * lipschitz * normOf(blocks[index]!), 1);
      product *= 1 + normOf(blocks[structure.outer[l]!]!) * inner;
    }
    return measured(product, product * (1 + structure.outer.length));
  },
};
