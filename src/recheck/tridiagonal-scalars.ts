/** Takes the place of numerics/tridiagonal-kernels.ts in the page: the readable twin of the compiled kernels, which a page may not load. */
import { type Reduce, reduceByScalars } from "../numerics/tridiagonal.ts";

export const reduceByKernels: Reduce = (packed, n) => reduceByScalars(packed, n);
