/** The lines of a text file, one at a time: a record may be larger than what should be in memory at once, or than a string may be. */
import { closeSync, openSync, readSync } from "node:fs";

const chunkBytes: number = 2 ** 20;
const lineFeed = 0x0a;

/** In order, without the line feeds; the last one also where no line feed ends it. */
export function* linesOf(path: string, size: number = chunkBytes): Generator<string> {
  const file = openSync(path, "r");
  try {
    const buffer = Buffer.allocUnsafe(size);
    let begun: Buffer[] = [];
    for (let read = readSync(file, buffer); read > 0; read = readSync(file, buffer)) {
      const chunk = buffer.subarray(0, read);
      let start = 0;
      for (let end = chunk.indexOf(lineFeed); end >= 0; end = chunk.indexOf(lineFeed, start)) {
        yield Buffer.concat([...begun, chunk.subarray(start, end)]).toString("utf8");
        begun = [];
        start = end + 1;
      }
      // Copied, because the buffer is filled again.
      if (start < read) begun.push(Buffer.from(chunk.subarray(start)));
    }
    if (begun.length > 0) yield Buffer.concat(begun).toString("utf8");
  } finally {
    closeSync(file);
  }
}
