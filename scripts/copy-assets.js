// Copies what tsc does not: templates and style sheets, from src/ to the same place under dist/.
import { chmodSync, cpSync, existsSync } from "node:fs";

const isAsset = (path) => !/\.[cm]?tsx?$/.test(path);
cpSync("src", "dist", { recursive: true, filter: isAsset });
if (existsSync("dist/cli.js")) chmodSync("dist/cli.js", 0o755);
