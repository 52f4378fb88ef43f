/** `npm run -s restore -- FOLDER [--replace]`: checks a backup and puts it where the settings say the databases are; Gloss must not run. */
import { restoreCommand, restoreDatabase } from '../src/store/backup/postgres/restore-database.ts';
import { describeCommand } from '../src/store/backup/postgres/pg-tool.ts';
import { restore } from '../src/store/backup/restore.ts';
import { describeFiles } from './backup/describe-files.ts';
import { runDoor } from './backup/run-door.ts';
import { storePlace } from './backup/store-place.ts';

await runDoor('Usage: npm run -s restore -- FOLDER [--replace]', { replace: true }, async ({ folder, replace }) => {
  const place = storePlace();
  if ('url' in place) {
    const { createdAt, files } = await restoreDatabase({ url: place.url, environment: process.env }, folder);
    return [
      `Restored by pg_restore what was backed up at ${createdAt}; every table's rows and hash are as they were then:`,
      ...describeFiles(files),
      'The same by hand, without that comparison:',
      `  ${describeCommand(restoreCommand(place.url, folder))}`,
    ];
  }
  const { manifest, movedTo } = await restore(folder, place, { replace, now: new Date() });
  return [
    `Restored what was backed up at ${manifest.createdAt}; every table's rows and hash are as they were then:`,
    ...describeFiles(manifest.files),
    ...movedTo.map((path) => `What stood there before is now ${path}.`),
  ];
});
