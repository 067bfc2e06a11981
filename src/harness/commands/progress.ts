/** Progress of long work: a bar that redraws itself on a terminal, a line every few seconds elsewhere. */
export interface Progress {
  readonly update: (stage: string, done: number, total: number, note: string) => void;
  readonly end: () => void;
}

export interface Terminal {
  readonly isTerminal: boolean;
  readonly columns: number;
  readonly write: (text: string) => void;
}

const barWidth = 28;
const quietMilliseconds = 5000;

export function progress(terminal: Terminal, now: () => number = Date.now): Progress {
  const started = now();
  let last = Number.NEGATIVE_INFINITY;
  let open = false;
  return {
    update(stage, done, total, note) {
      const seconds = Math.round((now() - started) / 1000);
      if (terminal.isTerminal) {
        open = true;
        terminal.write(
          `\r${bar(done, total)} ${stage} ${done}/${total} ${seconds} s ${note}`
            .slice(0, terminal.columns)
            .padEnd(terminal.columns),
        );
      } else if (now() - last >= quietMilliseconds || done === total) {
        last = now();
        terminal.write(`${stage} ${done}/${total}, ${seconds} s${note === "" ? "" : `, ${note}`}\n`);
      }
    },
    end() {
      if (open) terminal.write("\n");
    },
  };
}

function bar(done: number, total: number): string {
  const filled = total === 0 ? barWidth : Math.round((barWidth * done) / total);
  return `${"█".repeat(filled)}${"░".repeat(barWidth - filled)}`;
}
