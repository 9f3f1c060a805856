import type { CaseFiles, Job } from '@foja/casefiles';

/** Runs the workshop until the case file is no longer being made. */
export async function made(caseFiles: CaseFiles, exportId: string, deadlineMs = 25_000): Promise<Job> {
  const ending = new AbortController();
  const running = caseFiles.run(ending.signal);
  try {
    const until = performance.now() + deadlineMs;
    for (;;) {
      const job = await caseFiles.find(exportId);
      if (job === undefined) throw new Error('no such case file');
      if (job.status !== 'queued' && job.status !== 'running') return job;
      if (performance.now() > until) throw new Error(`still ${job.status}, ${job.phase}: ${job.failure ?? ''}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  } finally {
    ending.abort();
    await running;
  }
}
