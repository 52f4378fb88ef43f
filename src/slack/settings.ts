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
      .describe(
        'Bot token of the installed app (xoxb-…); without it (and without clientId) Gloss opens its local workspace.',
      ),
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
    clientId: z
      .string()
      .regex(/^\d+\.\d+$/)
      .nullable()
      .default(null)
      .describe(
        'Client id of the app, for several workspaces: Gloss then serves an install page, and keeps one token a workspace in place of botToken.',
      ),
    clientSecret: z
      .string()
      .min(8)
      .nullable()
      .default(null)
      .describe('Client secret of the app, needed with clientId.'),
    stateSecret: z
      .string()
      .min(16)
      .nullable()
      .default(null)
      .describe('Any long random text, needed with clientId; it signs what an installation is begun with.'),
    installPath: z
      .string()
      .regex(/^\/[\w/-]+$/)
      .default('/slack/install')
      .describe('Path of the page from which Gloss is installed in a workspace.'),
    redirectPath: z
      .string()
      .regex(/^\/[\w/-]+$/)
      .default('/slack/oauth_redirect')
      .describe('Path to which Slack sends people back after they allowed the installation.'),
    uninstalledDays: z
      .int()
      .min(1)
      .max(3650)
      .default(30)
      .describe('Days until the data of a workspace that removed the app is deleted; its token is deleted at once.'),
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
      .describe(
        'Address under which this machine is reached from outside: for requests in http mode, and for the pages of an installation.',
      ),
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
    if (settings.clientId !== null) refineInstalling(settings, context);
    if (settings.botToken === null && settings.clientId === null) return;
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

/** Whether there is no way into a Slack of people, so that the local workspace is opened. */
export function isLocal({ botToken, clientId }: Pick<SlackSettings, 'botToken' | 'clientId'>): boolean {
  return botToken === null && clientId === null;
}

/** Only what is typed: the whole type is made from the schema that calls this. */
interface InstallSettings {
  botToken: string | null;
  clientSecret: string | null;
  stateSecret: string | null;
  publicUrl: string | null;
}

function refineInstalling(settings: InstallSettings, context: z.RefinementCtx): void {
  const problem = (path: keyof InstallSettings, message: string): void =>
    context.addIssue({ code: 'custom', path: [path], message });
  if (settings.botToken !== null) {
    problem('botToken', 'is for one workspace and slack.clientId for several: leave one of them out.');
  }
  if (settings.clientSecret === null) problem('clientSecret', 'is needed with slack.clientId.');
  if (settings.stateSecret === null) {
    problem('stateSecret', 'is needed with slack.clientId: any long random text (openssl rand -base64 32).');
  }
  if (settings.publicUrl === null) {
    problem(
      'publicUrl',
      'is needed with slack.clientId: Slack sends people back to it, e.g. https://gloss.example.com.',
    );
  }
}
