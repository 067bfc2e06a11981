/** The child process of the pool: performs one task after the other until its parent goes away. */
import { getEachMessage, sendMessage } from "execa";
import { perform, type Task } from "./task.ts";

// Ctrl-C reaches every process of the terminal: the parent decides what becomes of its workers.
process.on("SIGINT", () => undefined);

for await (const message of getEachMessage()) await sendMessage(perform(message as unknown as Task) as never);
