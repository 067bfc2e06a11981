/** What commands get to know of the process they run in; `cli.ts` makes it, so that no other file touches the process. */
import type { Print } from "../harness/commands/print.ts";
import type { Progress } from "../harness/commands/progress.ts";

export interface Shell {
  readonly print: Print;
  /** A progress line on the terminal, where there is one. */
  readonly watch: () => Progress;
  /** Listens for signals from now on: aborted with the exit code of the interruption as its reason. */
  readonly interruption: () => AbortSignal;
  /** The folder the command was started in. */
  readonly root: string;
  /** Of the package. */
  readonly version: string;
  /** What runs a command: the program and its arguments before the command's name. */
  readonly program: readonly string[];
  /** The command line, as somebody would type it. */
  readonly commandLine: string;
  /** Sets the exit code of the process. */
  readonly exit: (code: number) => void;
}
