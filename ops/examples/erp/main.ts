import { answerClaim } from './answer.ts';
import { mirrorByHttp, mirrorByKafka } from './mirror.ts';
import { database } from './settings.ts';
import { openTable } from './table.ts';

const USAGE = `node main.ts mirror [--http]          keeps the table up to date, by Kafka or over HTTP
node main.ts list                     what the table holds, the nearest due date first
node main.ts answer <number> <text>   answers a claim by its sheet number, and says what became of it`;

const [command, ...rest] = process.argv.slice(2);
const table = openTable(database);

switch (command) {
  case 'mirror':
    await (rest.includes('--http') ? mirrorByHttp(table) : mirrorByKafka(table));
    break;
  case 'list':
    for (const { number, type, status, due_date, alert } of table.all()) {
      console.log([number, type, status, due_date, alert ?? ''].join('  '));
    }
    break;
  case 'answer': {
    const [number = '', text = ''] = rest;
    const claim = table.find(number);
    if (claim === undefined || text === '') {
      console.error(claim === undefined ? `there is no ${number} in the table` : USAGE);
      process.exitCode = 2;
      break;
    }
    const { outcome, revision, problem } = await answerClaim(claim.claim_id, text);
    console.log(outcome === 'done' ? `done: revision ${revision}` : `${outcome}: ${problem?.code}, ${problem?.title}`);
    if (outcome !== 'done') process.exitCode = 1;
    break;
  }
  default:
    console.error(USAGE);
    process.exitCode = 2;
}
