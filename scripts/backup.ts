/** `npm run -s backup -- FOLDER`: everything that is stored as it is at this moment, while Gloss goes on. */
import { backUp } from '../src/store/backup/back-up.ts';
import { dumpCommand, dumpDatabase } from '../src/store/backup/postgres/dump-database.ts';
import { describeCommand } from '../src/store/backup/postgres/pg-tool.ts';
import { describeFiles } from './backup/describe-files.ts';
import { runDoor } from './backup/run-door.ts';
import { storePlace } from './backup/store-place.ts';

await runDoor('Usage: npm run -s backup -- FOLDER', { replace: false }, async ({ folder }) => {
  const place = storePlace();
  if (!('url' in place)) {
    const { createdAt, files } = await backUp(place, folder, new Date());
    return [`Backed up to ${folder} at ${createdAt}:`, ...describeFiles(files)];
  }
  const { createdAt, files } = await dumpDatabase({ url: place.url, environment: process.env }, folder, new Date());
  return [
    `Backed up to ${folder} at ${createdAt} by pg_dump:`,
    ...describeFiles(files),
    'The same by hand, without the counts and hashes of backup.json:',
    `  ${describeCommand(dumpCommand(place.url, folder))}`,
  ];
});
