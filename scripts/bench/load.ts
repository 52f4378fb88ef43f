/** `npm run load -- <scenario> [--option value …]`: the program under load and under faults; Slack, the web and the model are played by this process. */
import { scenarios } from './load/scenarios/index.ts';

const [name = '', ...words] = process.argv.slice(2);
const scenario = scenarios.find((one) => one.name === name);
if (!scenario || words.includes('--help')) {
  for (const one of scenario ? [scenario] : scenarios) {
    console.error(`${one.name.padEnd(10)} ${one.what}`);
    if (scenario) for (const line of one.usage) console.error(`  ${line}`);
  }
  process.exit(2);
}
try {
  const broken = await scenario.run(words);
  for (const line of broken.slice(0, 50)) console.error(line);
  if (broken.length > 50) console.error(`and ${broken.length - 50} more`);
  process.exitCode = broken.length === 0 ? 0 : 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}
