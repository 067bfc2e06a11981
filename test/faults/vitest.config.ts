import { defineConfig, type ViteUserConfig } from "vitest/config";

const config: ViteUserConfig = defineConfig({
  test: { root: import.meta.dirname, include: ["*.faults.ts"], testTimeout: 3_600_000, hookTimeout: 120_000 },
});
export default config;
