import { runCheck } from './run/checks.ts';
import { add, nothing, reasonsSkipped, sentence, verdict } from './run/tally.ts';
import { runVitest } from './run/vitest.ts';

// What `npm test` runs: the checks that read the code, then every test. The last line printed is the sum of both.
// Arguments are handed to vitest: `npm test -- domain/deadline` tests that folder only.

const checks = ['types', 'lint', 'imports'];

let tally = nothing;
for (const name of checks) {
  const startedAt = performance.now();
  const result = await runCheck(name);
  console.log(`${result.ok ? '✓' : '✗'} ${name} (${((performance.now() - startedAt) / 1000).toFixed(1)} s)`);
  if (!result.ok) console.log(result.output);
  tally = add(tally, { ...nothing, passed: result.ok ? 1 : 0, failed: result.ok ? 0 : 1 });
}

const tests = await runVitest(process.argv.slice(2));
for (const trouble of tests.troubles) console.log(`✗ ${trouble}`);
tally = add(tally, tests);

for (const line of reasonsSkipped(tally)) console.log(line);
console.log(sentence(tally));
process.exitCode = verdict(tests);
process.exitCode ||= verdict(tally);
