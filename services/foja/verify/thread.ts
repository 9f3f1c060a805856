import { parentPort, workerData } from 'node:worker_threads';
import { type HandOptions, type LogDone, openHand, type StreamsDone, type Task } from './hand.ts';

/** A hand in a thread of its own: takes a task, answers what it comes to. */
export type FromThread =
  | { readonly kind: 'progress'; readonly of: Task['kind']; readonly events: number }
  | { readonly kind: 'done'; readonly of: Task['kind']; readonly result: LogDone | StreamsDone }
  | { readonly kind: 'failed'; readonly error: unknown };

/** A message costs as much as checking some events. */
const TELL_MS = 250;

const hand = await openHand(workerData as HandOptions);
const tell = (message: FromThread) => parentPort?.postMessage(message);

parentPort?.on('message', async (task: Task) => {
  const { kind: of } = task;
  let toldAt = performance.now();
  const progress = (events: number) => {
    if (performance.now() - toldAt < TELL_MS) return;
    toldAt = performance.now();
    tell({ kind: 'progress', of, events });
  };
  try {
    const result =
      task.kind === 'log'
        ? await hand.log(task.range, progress)
        : await hand.streams(task.range, task.ground, progress);
    tell({ kind: 'done', of, result });
  } catch (error) {
    tell({ kind: 'failed', error });
  }
});
