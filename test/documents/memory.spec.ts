import type { Renderer } from '@foja/documents';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { memoryOver } from './bench.ts';
import { filedClaim } from './claims.ts';
import { startRenderer } from './printing.ts';

// Memory is read from /proc, which only Linux has; the bench measures 2,000 sheets.
describe.runIf(process.platform === 'linux')('the renderer’s memory', () => {
  let renderer: Renderer;
  beforeAll(async () => {
    renderer = await startRenderer();
  });
  afterAll(() => renderer.close());

  it('is no more after 120 sheets than after 60, in one browser', async () => {
    const { firstMb, lastMb } = await memoryOver(renderer, filedClaim(), 120, 60);
    expect(renderer.metrics()).toMatchObject({ rendered: 120, failed: 0, browsersStarted: 1 });
    expect(firstMb).toBeGreaterThan(50);
    expect(lastMb).toBeLessThan(firstMb * 1.2);
  }, 600_000);
});
