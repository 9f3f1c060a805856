import { writeFileSync } from 'node:fs';
import type { SerializedError } from 'vitest';
import type { Reporter, TestCase, TestModule } from 'vitest/node';

/** What one run of vitest came to, as the runner reads it. */
export interface Report {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: readonly { readonly name: string; readonly reason: string }[];
  /** Errors outside any test: a file that did not load, a hook that threw, a rejection nobody handled. */
  readonly errors: readonly string[];
}

/** Writes the run's report to the file named by FOJA_TEST_REPORT, at the very end. */
export default class ReportWriter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[], reason: string): void {
    const { FOJA_TEST_REPORT: file } = process.env;
    if (file === undefined) return;
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const errors = [
      ...modules.flatMap((module) => errorsOf(module)),
      ...unhandled.map((error) => error.message),
      ...(reason === 'interrupted' ? ['the run was interrupted'] : []),
    ];
    const report: Report = {
      passed: tests.filter((test) => test.result().state === 'passed').length,
      // A test that never finished is no success.
      failed: tests.filter((test) => ['failed', 'pending'].includes(test.result().state)).length,
      skipped: tests.filter((test) => test.result().state === 'skipped').map(skipOf),
      errors,
    };
    writeFileSync(file, JSON.stringify(report));
  }
}

function errorsOf(module: TestModule): string[] {
  const suites = [...module.children.allSuites()];
  const own = [module, ...suites].flatMap((part) => part.errors());
  const silent = own.length === 0 && !module.ok() && [...module.children.allTests('failed')].length === 0;
  return [
    ...own.map((error) => `${module.moduleId}: ${error.message}`),
    ...(silent ? [`${module.moduleId}: failed without saying why`] : []),
  ];
}

function skipOf(test: TestCase): { name: string; reason: string } {
  const result = test.result();
  const note = result.state === 'skipped' ? result.note : undefined;
  return { name: test.fullName, reason: note ?? 'no reason given' };
}
