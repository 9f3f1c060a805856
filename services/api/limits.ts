import type { Limits } from './dependencies.ts';

export const defaultLimits: Limits = {
  requestsPerMinuteByAddress: 600,
  requestsPerMinuteByKey: 3_000,
  filingsPerMinuteByAddress: 30,
  bodyBytes: 256 * 1024,
  connections: 2_000,
  requestTimeoutMs: 30_000,
  uploadTimeoutMs: 5 * 60_000,
  handlerTimeoutMs: 60_000,
  readAfterTimeoutMs: 2_000,
  lingerMs: 5_000,
};
