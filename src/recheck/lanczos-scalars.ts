/** Takes the place of numerics/lanczos-kernels.ts in the page: the readable twin of the compiled kernels, which a page may not load. */
export { basisByScalars as basisByKernels } from "../numerics/lanczos-basis.ts";
