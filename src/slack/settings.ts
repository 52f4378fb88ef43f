import { z } from 'zod';

/** People (U…, W…), user groups (S…), those in a channel (C…, G…), or everybody with a full account. */
const roleList = z.array(z.string().regex(/^(?:[UWSCG][A-Z0-9]+|members)$/));

/** How Gloss talks to Slack. Without a bot token the local workspace is opened in its place. */
export const SlackSettings = z
  .object({
    botToken: z
      .string()
      .regex(/^xoxb-/)
      .nullable()
      .default(null)
      .describe('Bot token of the installed app (xoxb-…); without it Gloss opens its local workspace.'),
    appToken: z
      .string()
      .regex(/^xapp-/)
      .nullable()
      .default(null)
      .describe('App-level token with connections:write (xapp-…), needed in socket mode.'),
    signingSecret: z
      .string()
      .min(8)
      .nullable()
      .default(null)
      .describe('Signing secret of the app, needed in http mode to know that a request comes from Slack.'),
    mode: z
      .enum(['socket', 'http'])
      .default('socket')
      .describe('How Slack reaches Gloss: over a web socket that Gloss opens, or by requests to its port.'),
    apiUrl: z
      .url({ protocol: /^https?$/ })
      .default('https://slack.com/api/')
      .describe('Base address of the Web API; another one for a Slack-shaped server or a proxy.'),
    eventsPath: z
      .string()
      .regex(/^\/[\w/-]+$/)
      .default('/slack/events')
      .describe('Path of the request URL in http mode, the same for events, commands and buttons.'),
    publicUrl: z
      .url({ protocol: /^https?$/ })
      .nullable()
      .default(null)
      .describe('Address under which Slack reaches this machine in http mode; only the manifest needs it.'),
    commandPrefix: z
      .string()
      .regex(/^[a-z0-9_-]{0,16}$/)
      .default('')
      .describe('Word put before every slash command (/word-summarize) where another app owns a name.'),
    homeTeam: z
      .string()
      .regex(/^T[A-Z0-9]+$/)
      .nullable()
      .default(null)
      .describe(
        'Id (T…) of the workspace whose people operate Gloss, where it is installed in several: the lists of roles count there alone; unset means the only one.',
      ),
    admins: roleList
      .default([])
      .describe('Who may change what others see: ids of people, user groups and channels; an empty list means nobody.'),
    operators: roleList
      .default([])
      .describe('Who may run what costs time and money but changes nothing, e.g. an eval, besides the admins.'),
    readers: roleList
      .default(['members'])
      .describe('Who may read figures and traces, besides the others; "members" is everybody with a full account.'),
    catchUpHours: z
      .int()
      .min(0)
      .max(720)
      .default(168)
      .describe(
        'How far back links are looked for that were posted while Gloss was not running, in hours; 0 looks for none.',
      ),
    silentMs: z
      .int()
      .min(5000)
      .max(3_600_000)
      .default(60_000)
      .describe(
        'A socket on which nothing was heard for this long, not even a sign of life, is closed and opened again, in milliseconds.',
      ),
    reconcileMinutes: z
      .int()
      .min(0)
      .max(1440)
      .default(10)
      .describe(
        'How often the newest messages of the channels are compared with what is stored, so that an event that Slack lost is found, in minutes; 0: only after a connection.',
      ),
    requestTimeoutMs: z
      .int()
      .min(1000)
      .max(60_000)
      .default(10_000)
      .describe('How long one call of the Web API may take, in milliseconds.'),
    optionalTimeoutMs: z
      .int()
      .min(200)
      .max(10_000)
      .default(2000)
      .describe('How long a call may take that Gloss can do without, in milliseconds.'),
    postIntervalMs: z
      .int()
      .min(0)
      .max(60_000)
      .default(1000)
      .describe(
        'Shortest time between two new messages in one channel, in milliseconds; Slack allows about one a second.',
      ),
    progressIntervalMs: z
      .int()
      .min(0)
      .max(60_000)
      .default(1200)
      .describe('Shortest time between two updates of one progress message, in milliseconds.'),
    homeIntervalMs: z
      .int()
      .min(1000)
      .max(3_600_000)
      .default(10_000)
      .describe("Shortest time between two updates of one person's App Home, in milliseconds."),
  })
  .superRefine((settings, context) => {
    if (settings.botToken === null) return;
    if (settings.mode === 'socket' && settings.appToken === null) {
      context.addIssue({
        code: 'custom',
        path: ['appToken'],
        message: 'is needed in socket mode: an app-level token, xapp-….',
      });
    }
    if (settings.mode === 'http' && settings.signingSecret === null) {
      context.addIssue({
        code: 'custom',
        path: ['signingSecret'],
        message: 'is needed in http mode: the signing secret of the app.',
      });
    }
  });
export type SlackSettings = z.infer<typeof SlackSettings>;
