/** The engines by name, apart from their code: a command line can offer them without loading any. */
export const engineNames = ["wasm", "float64"] as const;

export type EngineName = (typeof engineNames)[number];

/** What measures unless another is asked for. */
export const defaultEngine: EngineName = "wasm";
