/** Every quantity a formula may name: symbol and meaning; docs/theory.md, section 1. */

export interface QuantityInfo {
  /** axis and data: known for every cell; point: measured at a parameter point; class: measured for a function class. */
  readonly scope: "axis" | "data" | "point" | "class";
  /** LaTeX. */
  readonly symbol: string;
  readonly meaning: string;
}

export const catalogue: Readonly<Record<string, QuantityInfo>> = {
  depth: { scope: "axis", symbol: "L", meaning: "number of residual blocks or layers" },
  dimension: { scope: "axis", symbol: "d", meaning: "input dimension" },
  samples: { scope: "axis", symbol: "n", meaning: "number of samples" },
  width: { scope: "axis", symbol: "m", meaning: "units of the first layer of a block" },
  linear_risk: {
    scope: "data",
    symbol: "\\mathfrak{R}_{\\mathrm{lin}}",
    meaning:
      "risk of the best linear predictor; the error is the gap to a dual lower bound; an upper bound where the loss is not convex",
  },
  linear_norm: {
    scope: "data",
    symbol: "\\lVert t^*\\rVert",
    meaning: "Euclidean norm of the best linear predictor t*",
  },
  mean_norm_x: { scope: "data", symbol: "\\mathbb{E}\\lVert x\\rVert", meaning: "mean Euclidean norm of the inputs" },
  max_norm_x: { scope: "data", symbol: "\\max_i\\lVert x_i\\rVert", meaning: "largest Euclidean norm of an input" },
  frobenius_x: { scope: "data", symbol: "\\lVert X\\rVert_F", meaning: "Frobenius norm of the input matrix" },
  loss_lipschitz: {
    scope: "data",
    symbol: "\\mu",
    meaning: "Lipschitz constant of the loss in the prediction; absent for the squared loss",
  },
  risk: { scope: "point", symbol: "\\mathfrak{R}(\\theta)", meaning: "mean loss at the point" },
  feature_risk: {
    scope: "point",
    symbol: "\\mathfrak{R}_{\\mathrm{feat}}(\\theta)",
    meaning: "smallest risk of a linear readout of x and all block features frozen at the point",
  },
  gradient_norm: {
    scope: "point",
    symbol: "\\lVert\\nabla\\mathfrak{R}\\rVert",
    meaning: "norm of the gradient over all trainable parameters",
  },
  gradient_norm_w: {
    scope: "point",
    symbol: "\\lVert\\nabla_{\\!w}\\mathfrak{R}\\rVert",
    meaning: "norm of the gradient in the readout w",
  },
  lambda_min: {
    scope: "point",
    symbol: "\\lambda_{\\min}(\\nabla^2\\mathfrak{R})",
    meaning: "smallest Hessian eigenvalue; exact 0 where the sign test decides NON-NEGATIVE",
  },
  lambda_max: {
    scope: "point",
    symbol: "\\lambda_{\\max}(\\nabla^2\\mathfrak{R})",
    meaning: "largest Hessian eigenvalue",
  },
  index: {
    scope: "point",
    symbol: "\\operatorname{ind}(\\nabla^2\\mathfrak{R})",
    meaning: "number of negative Hessian eigenvalues",
  },
  nullity: {
    scope: "point",
    symbol: "\\operatorname{nul}(\\nabla^2\\mathfrak{R})",
    meaning: "number of zero Hessian eigenvalues; the error counts those that nothing shows to be 0",
  },
  predicted_nullity: {
    scope: "point",
    symbol: "\\dim\\mathcal{F}",
    meaning: "dimension of the predicted flat directions that the Hessian confirms",
  },
  analytic_index: {
    scope: "point",
    symbol: "\\operatorname{ind}^{\\star}",
    meaning:
      "index in closed form at a critical point of a linear network, from the data's second moments; absent elsewhere",
  },
  analytic_nullity: {
    scope: "point",
    symbol: "\\operatorname{nul}^{\\star}",
    meaning: "nullity in closed form at a critical point of a linear network; absent elsewhere",
  },
  nullity_u: {
    scope: "point",
    symbol: "\\dim N",
    meaning: "dimension of N, the common null space of U_2..U_L (U_1 does not count); exact for the stored floats",
  },
  representation_rank: {
    scope: "point",
    symbol: "\\operatorname{rank}\\mathbb{E}[\\ell'' h_L h_L^{\\mathsf T}]",
    meaning: "rank of the curvature-weighted second moment of h_L; the error counts singular values within their error",
  },
  readout_norm: { scope: "point", symbol: "\\lVert w\\rVert", meaning: "norm of the readout" },
  readout_distance: {
    scope: "point",
    symbol: "\\lVert w-t^*\\rVert",
    meaning: "distance of the readout to the best linear predictor",
  },
  vcat_norm: {
    scope: "point",
    symbol: "\\lVert[V_1\\,\\cdots\\,V_L]\\rVert",
    meaning: "spectral norm of all output matrices side by side",
  },
  displacement: {
    scope: "point",
    symbol: "\\mathbb{E}\\lVert h_L-x\\rVert",
    meaning: "mean distance between the representation and the input",
  },
  block_lipschitz_product: {
    scope: "point",
    symbol: "\\textstyle\\prod_l(1+\\rho_l)",
    meaning: "product of 1 + spectral norms of the block times the activation's Lipschitz constant",
  },
  block_lipschitz_sum: {
    scope: "point",
    symbol: "\\textstyle\\sum_l\\rho_l",
    meaning: "sum of the blocks' Lipschitz constants: spectral norms times the activation's",
  },
  kink_margin: {
    scope: "point",
    symbol: "\\delta_{\\mathrm{kink}}",
    meaning: "smallest relative distance of a pre-activation to a kink; absent for smooth activations",
  },
  s: { scope: "point", symbol: "v\\cdot w", meaning: "overlap of the invisible direction v with the readout" },
  gamma: { scope: "point", symbol: "\\gamma", meaning: "root of the summed squared moments E[l' phi_l]" },
  epsilon_v: {
    scope: "point",
    symbol: "\\varepsilon_V",
    meaning: "root of the summed squares of G_l^T v, G_l the gradient in V_l",
  },
  alpha: { scope: "point", symbol: "\\alpha", meaning: "E[l'' (v.h_L)^2]" },
  beta: { scope: "point", symbol: "\\beta", meaning: "E[l'' (v.h_L) psi]" },
  kappa: { scope: "point", symbol: "\\kappa", meaning: "E[l'' psi^2]" },
  witness_curvature: {
    scope: "point",
    symbol: "\\lambda_{\\min}(M)",
    meaning: "smallest eigenvalue of the 2x2 curvature matrix M of inequality (W)",
  },
  master_bound: {
    scope: "point",
    symbol: "(w-t^*)^{\\mathsf T}\\nabla_{\\!w}\\mathfrak{R}+\\textstyle\\sum_l t^{*\\mathsf T}V_l g_l",
    meaning: "right side of inequality (M) at the best linear predictor t*",
  },
  step_risk: {
    scope: "point",
    symbol: "\\mathfrak{R}(\\theta+\\Delta)",
    meaning: "risk after the finite step of (D) along the invisible direction; where s = 0",
  },
  step_decrease: {
    scope: "point",
    symbol: "\\delta_{\\Delta}",
    meaning: "decrease of the risk that (D) gives for its step; where s = 0",
  },
  hidden_linear_risk: {
    scope: "point",
    symbol: "\\max_l\\inf_t\\mathbb{E}\\,\\ell(t\\cdot h_l;y)",
    meaning: "largest risk of the best linear predictor on a hidden representation h_1..h_L",
  },
  rademacher: {
    scope: "class",
    symbol: "\\widehat{\\mathfrak{R}}_S(\\mathcal{F}_L)",
    meaning: "lower estimate of the empirical Rademacher complexity of the class",
  },
  rademacher_bound: { scope: "class", symbol: "e^2\\max_i\\lVert x_i\\rVert/\\sqrt{n}", meaning: "the poster's bound" },
  rademacher_bound_frobenius: {
    scope: "class",
    symbol: "e^2\\lVert X\\rVert_F/n",
    meaning: "e^2 times the Frobenius norm over n",
  },
  rademacher_bound_depth: {
    scope: "class",
    symbol: "(1+2/L)^L\\lVert X\\rVert_F/n",
    meaning: "the depth-dependent bound",
  },
  rademacher_bound_sharp: {
    scope: "class",
    symbol: "c_L^{\\sharp}\\lVert X\\rVert_F/n",
    meaning: "the smaller of (1+2/L)^L and (1+1/L)^L(1+sqrt(2 c_L)), times the Frobenius norm over n",
  },
};

export const quantityNames: readonly string[] = Object.keys(catalogue);
