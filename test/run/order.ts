import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * Specs that take longest, the longest first. A machine that has run them knows by itself; on a fresh clone vitest goes by the
 * size of files, and a long test in a short file would begin last, with every other worker idle beside it.
 */
const LONG = [
  'faults/filing-storm',
  'cli/start',
  'browser/every-page',
  'store/eventstoredb',
  'kafka/commands',
  'cli/commands',
  'browser/panel',
  'kafka/erp',
  'kafka/faults',
  'indecopi/interrupted',
  'browser/book-careful',
  'cli/backup',
  'sealing/tampering',
  'documents/renderer',
  'browser/case-file',
  'personal/erase',
  'faults/postgres-embedded',
  'cli/eventstoredb',
];

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification) => {
      const found = LONG.findIndex((name) => moduleId.endsWith(`/test/${name}.spec.ts`));
      return found === -1 ? LONG.length : found;
    };
    return (await super.sort(files)).toSorted((a, b) => place(a) - place(b));
  }
}
