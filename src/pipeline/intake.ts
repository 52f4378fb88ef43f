import type { DeletedMessage, Intake, IntakeOutcome, PostedLinks } from '../core/intake.ts';
import { canonicalUrl, hostOf } from '../core/url.ts';
import { isMutedSite, whyNothingRead } from '../core/channel-settings.ts';
import type { ChannelSettingsStore } from '../core/channel-settings.ts';
import type { Outside } from '../core/outside.ts';
import type { JobEnqueuer, NewJob } from '../core/ports.ts';
import type { RateLimits } from '../core/rate-limit.ts';
import type { SummarizeLinkPayload } from './payloads.ts';
import type { PipelineSettings } from './settings.ts';

/**
 * Turns links of messages into jobs, one a link, stored in one transaction with the event's id. The job key is (team, channel, message,
 * canonical URL), so a second delivery, `message` and `app_mention` for one post, and an edit that keeps a link all find the first job.
 * Beyond the limits a link is stored all the same and has its turn later.
 */
export function createIntake(
  settings: PipelineSettings,
  jobs: Pick<JobEnqueuer, 'enqueue' | 'cancelGroup'>,
  rules: Pick<ChannelSettingsStore, 'rules'>,
  limits: Pick<RateLimits, 'turns'>,
  outside: Pick<Outside, 'log'>,
): Intake {
  async function take(message: Omit<PostedLinks, 'asked'>, asked: boolean): Promise<IntakeOutcome> {
    if (!asked && settings.allowedChannels.length > 0 && !settings.allowedChannels.includes(message.channelId)) {
      const reason = 'Gloss does not read links in this channel.';
      return { created: 0, known: 0, skipped: message.urls.map((url) => ({ url, reason })) };
    }
    const there = await rules.rules(message);
    const reason = whyNothingRead(there, asked);
    if (reason !== null) return { created: 0, known: 0, skipped: message.urls.map((url) => ({ url, reason })) };
    const mutedSites = asked ? [] : there.mutedSites;
    const { wanted, skipped } = chooseLinks(message.urls, settings.maxLinksPerMessage, mutedSites);
    if (wanted.length === 0) return { created: 0, known: 0, skipped };
    const turns = await limits.turns('links', message, wanted.length, message.postedAtMs);
    const newJobs = wanted.map((link, place) => ({
      ...linkJob(message, link, settings),
      runAt: turns.runAtMs[place],
    }));
    const stored = await jobs.enqueue(newJobs, message.eventId ?? undefined);
    const unneeded = wanted.flatMap((_, place) => (stored.jobs[place]?.created === true ? [] : [place]));
    if (unneeded.length > 0) await turns.giveBack(unneeded);
    const created = wanted.length - unneeded.length;
    // A look back after a connect finds mostly what is known.
    outside.log[created > 0 ? 'info' : 'debug']('links taken in', {
      channelId: message.channelId,
      messageTs: message.messageTs,
      duplicate: stored.duplicate,
      created,
      skipped: skipped.length,
    });
    const later = created > 0 ? turns.later : null;
    return { created, known: unneeded.length, skipped, ...(later === null ? {} : { later }) };
  }

  return {
    posted: (message) => take(message, message.asked),
    edited: (message) => take({ ...message, urls: message.addedUrls, length: null }, false),
    async deleted(message) {
      const { cancelled, stopping } = await jobs.cancelGroup(groupOf(message), 'the message was deleted');
      if (cancelled + stopping > 0) {
        outside.log.info('jobs of a deleted message cancelled', { channelId: message.channelId, cancelled, stopping });
      }
    },
  };
}

interface WantedLink {
  url: string;
  canonicalUrl: string;
}

function chooseLinks(
  urls: readonly string[],
  most: number,
  mutedSites: readonly string[],
): { wanted: WantedLink[]; skipped: IntakeOutcome['skipped'] } {
  const wanted = new Map<string, WantedLink>();
  const skipped: IntakeOutcome['skipped'] = [];
  for (const url of urls) {
    const canonical = canonicalUrl(url);
    if (canonical === null) skipped.push({ url, reason: 'This is not a web address Gloss can read.' });
    else if (wanted.has(canonical)) continue;
    else if (isMutedSite(hostOf(url) ?? '', mutedSites)) skipped.push({ url, reason: 'This site is muted here.' });
    else if (wanted.size >= most) skipped.push({ url, reason: `Gloss reads at most ${most} links of a message.` });
    else wanted.set(canonical, { url, canonicalUrl: canonical });
  }
  return { wanted: [...wanted.values()], skipped };
}

function linkJob(message: Omit<PostedLinks, 'asked'>, link: WantedLink, settings: PipelineSettings): NewJob {
  const payload: SummarizeLinkPayload = {
    teamId: message.teamId,
    channelId: message.channelId,
    messageTs: message.messageTs,
    threadTs: message.threadTs,
    userId: message.userId,
    url: link.url,
    canonicalUrl: link.canonicalUrl,
    length: message.length ?? settings.defaultLength,
    ...(message.length === null ? {} : { anew: true }),
  };
  return {
    key: `link:${message.teamId}:${message.channelId}:${message.messageTs}:${link.canonicalUrl}`,
    kind: 'summarize-link',
    payload,
    maxAttempts: settings.maxAttempts,
    group: groupOf(message),
  };
}

function groupOf(message: Omit<DeletedMessage, 'eventId'>): string {
  return `message:${message.teamId}:${message.channelId}:${message.messageTs}`;
}
