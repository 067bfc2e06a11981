// Loaded before the command line: one call of the file system inside FAULT_FOLDER fails, in a way that FAULT names, or all are counted.
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";

const { FAULT_FOLDER: folder = "", FAULT: kind = "count", FAULT_AT: at = "0", FAULT_LOG: log = "" } = process.env;
const own = { ...fs };
const inside = new Set();
let calls = 0;

// As Node words them: with the path, where the call has one.
const refusal = (code, name, [target]) => {
  const where = typeof target === "number" ? "" : ` '${target}'`;
  return Object.assign(new Error(`${code}: planted, ${name}${where}`), { code, syscall: name });
};
const die = () => process.kill(process.pid, "SIGKILL");

/** What fails, by kind. `again` is the call itself. */
const faults = {
  EIO: (name, _, args) => {
    throw refusal("EIO", name, args);
  },
  EMFILE: (name, _, args) => {
    throw refusal("EMFILE", name, args);
  },
  ENOSPC: (name, again, [file, bytes, offset = 0]) => {
    if (name === "writeSync") own.writeSync(file, bytes, offset, Math.floor((bytes.length - offset) / 2));
    throw refusal("ENOSPC", name, [file]);
  },
  short: (name, again, [file, bytes, offset = 0]) =>
    name === "writeSync" ? own.writeSync(file, bytes, offset, Math.ceil((bytes.length - offset) / 2)) : again(),
  "killed-before": (name, again) => {
    die();
    return again();
  },
  "killed-after": (name, again) => {
    const result = again();
    die();
    return result;
  },
};

// The output folder is given relative to the current one.
const isInside = (target) =>
  typeof target === "number" ? inside.has(target) : target === folder || String(target).startsWith(`${folder}/`);

function patched(name) {
  return (...args) => {
    const again = () => own[name](...args);
    if (!isInside(args[0])) return again();
    calls++;
    if (kind === "count") own.appendFileSync(log, `${name} ${args[0]}\n`);
    const result = kind !== "count" && calls === Number(at) ? faults[kind](name, again, args) : again();
    if (name === "openSync") inside.add(result);
    if (name === "closeSync") inside.delete(args[0]);
    return result;
  };
}

const names = ["openSync", "closeSync", "readSync", "writeSync", "fstatSync", "fsyncSync", "renameSync", "linkSync", "mkdirSync"];
for (const name of [...names, "rmSync", "readFileSync", "writeFileSync", "statSync", "readdirSync"]) fs[name] = patched(name);
syncBuiltinESMExports();
