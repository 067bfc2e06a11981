/** E||h_L - x||; a norm is off by at most the norm of what its entries are off by. */
import { type PointContext, residualOnly } from "./point-context.ts";
import { absent, measured, type Quantity } from "./quantity.ts";

export const displacement: Quantity<PointContext> = {
  name: "displacement",
  measure: (context) => {
    const structure = context.residual();
    if (!structure) return absent(residualOnly);
    const { nodes } = context.forward();
    const { samples, dimension, weights } = context.data;
    const last = structure.representations.at(-1)!;
    const [h, errors] = [nodes[last]!, context.nodeErrors()[last]!];
    let mean = 0;
    let scale = 0;
    let carried = 0;
    for (let i = 0; i < samples; i++) {
      let squared = 0;
      let squaredError = 0;
      for (let j = 0; j < dimension; j++) {
        squared += (h[j * samples + i]! - nodes[0]![j * samples + i]!) ** 2;
        squaredError += errors[j * samples + i]! ** 2;
        scale += weights[i]! * (Math.abs(h[j * samples + i]!) + Math.abs(nodes[0]![j * samples + i]!));
      }
      mean += weights[i]! * Math.sqrt(squared);
      carried += weights[i]! * Math.sqrt(squaredError);
    }
    return measured(mean, scale, carried);
  },
};
