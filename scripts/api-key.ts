/** Makes a key for the HTTP API: shows it once, with the line for the settings. Only its hash is kept, so a lost key is made anew. */
import { apiKeyName, createApiKey } from '../src/http/api-keys.ts';

const [name = '', ...more] = process.argv.slice(2);
if (more.length > 0 || !apiKeyName.test(name)) {
  process.stderr.write(
    'usage: npm run -s api-key -- NAME\nNAME says who will use the key: 1 to 40 small letters, digits and dashes, e.g. grafana\n',
  );
  process.exit(2);
}
const { key, setting } = createApiKey(name);
process.stdout.write(
  [
    `Key, shown only now: ${key}`,
    '',
    'For .env (further keys follow after a comma; take the part out again to revoke it, then restart):',
    `GLOSS_HTTP_API_KEYS=${setting}`,
    '',
  ].join('\n'),
);
