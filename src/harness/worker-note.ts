/** What a worker's guard says on stderr before it ends the process: of a killed process nothing else would tell why. */
export const memoryNote = "depthproof: the memory limit is exceeded";
