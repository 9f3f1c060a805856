export interface StopSignal {
  readonly reached: Promise<void>;
  stop(): void;
}

/** SIGTERM or SIGINT asks for an orderly end; a second one ends at once. */
export function stopSignal(): StopSignal {
  let stop: () => void = () => undefined;
  const reached = new Promise<void>((resolve) => {
    stop = resolve;
  });
  let asked = false;
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (asked) process.exit(130);
      asked = true;
      stop();
    });
  }
  return { reached, stop: () => stop() };
}
