/** A set-up step that cannot be done: one sentence for people, and the exit code. */
export class Failure extends Error {
  constructor(message, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

/**
 * Runs one step and prints one line about it, with its seconds. `work` gets `busy(text)`, to be called once it is
 * clear that there is something to do, and answers what it found. Quiet: only steps that had something to do print.
 */
export async function step(name, quiet, work) {
  const startedAt = performance.now();
  const seconds = () => ((performance.now() - startedAt) / 1000).toFixed(1).padStart(6);
  const line = (text) => `  ${name.padEnd(22)}${text}`;
  let timer;
  let worked = false;
  let doing;
  const busy = (text) => {
    worked = true;
    if (doing === text) return;
    doing = text;
    clear();
    if (!process.stderr.isTTY) {
      console.error(line(text));
      return;
    }
    const draw = () => process.stderr.write(`\r\x1b[2K${line(text)}${seconds()} s`);
    draw();
    timer = setInterval(draw, 1000);
  };
  try {
    const found = await work(busy);
    clear();
    if (!quiet || worked) console.error(`${line(found.padEnd(44))}${seconds()} s`);
  } catch (error) {
    clear();
    throw error;
  }

  function clear() {
    if (timer === undefined) return;
    clearInterval(timer);
    timer = undefined;
    process.stderr.write('\r\x1b[2K');
  }
}
