import { AppError } from '../../core/errors.ts';
import type { Adapter, AdapterContext } from '../adapter.ts';
import { countWords } from '../evidence/count-words.ts';
import { toBlocks, type PageContent } from '../page-content.ts';
import {
  chooseTrack,
  parseCaptions,
  parseYoutubePlayer,
  type CaptionTrack,
  type TranscriptPart,
  type YoutubePlayer,
} from '../sites/youtube-player.ts';

/** Videos by the captions that their page offers, with the description. */
export const youtube: Adapter = {
  id: 'youtube',
  summary: 'YouTube videos (captions where the page has them, description)',
  matches: (url) => videoId(url) !== null,
  async read(url, context) {
    const watchUrl = `https://www.youtube.com/watch?v=${videoId(url) ?? ''}`;
    // Embedded and mobile players have pages of another form.
    const isWatchPage = /^(?:www\.youtube\.com\/(?:watch|shorts|live)|youtu\.be\/)/.test(
      `${url.hostname}${url.pathname}`,
    );
    const page = await context.fetch(isWatchPage ? url.href : watchUrl, { kinds: ['html'] });
    const player = parseYoutubePlayer(page.text);
    const details = player?.videoDetails;
    if (!player || !details) return null;
    throwIfClosed(player);
    const track = chooseTrack(player);
    const transcript = track === null ? null : await readTrack(track, context);
    const description = details.shortDescription;
    if (transcript === null && countWords(description) < 15) throw withoutWords();
    return {
      adapter: 'youtube',
      finalUrl: watchUrl,
      canonicalUrl: null,
      title: details.title,
      author: details.author ?? null,
      publishedAt: player.microformat?.playerMicroformatRenderer?.publishDate ?? null,
      language: track?.languageCode ?? null,
      blocks: toBlocks([
        ...(transcript ?? []).map(({ time, text }) => ({ text, headingPath: ['Transcript', time] })),
        ...description.split(/\n+/).map((text) => ({ text, headingPath: ['Description'] })),
      ]),
      links: [],
      missing: missingPart(transcript, track),
    } satisfies PageContent;
  },
};

function videoId(url: URL): string | null {
  const host = url.hostname.replace(/^(?:www|m|music)\./, '');
  const path = url.pathname.split('/').filter((part) => part !== '');
  let id: string | null | undefined = null;
  if (host === 'youtu.be') id = path[0];
  else if (host === 'youtube.com' || host === 'youtube-nocookie.com') {
    if (path[0] === 'watch') id = url.searchParams.get('v');
    else if (['shorts', 'live', 'embed', 'v'].includes(path[0] ?? '')) id = path[1];
  }
  return /^[\w-]{11}$/.test(id ?? '') ? (id ?? null) : null;
}

function throwIfClosed({ playabilityStatus }: YoutubePlayer): void {
  switch (playabilityStatus?.status ?? 'OK') {
    case 'LOGIN_REQUIRED':
    case 'AGE_VERIFICATION_REQUIRED':
      throw new AppError({
        code: 'page_wall',
        message: 'YouTube asks for a login before it shows this video, so there is nothing to summarize.',
        hint: 'Paste what matters into the thread, or share an open video.',
      });
    case 'ERROR':
    case 'UNPLAYABLE':
      throw new AppError({
        code: 'page_empty',
        message: 'YouTube says that this video cannot be played.',
        hint: 'It may be private or removed; check the link.',
      });
    default:
  }
}

/** Captions come from YouTube's own endpoint, or not at all: the page does not choose where a request goes. */
async function readTrack(track: CaptionTrack, context: AdapterContext): Promise<TranscriptPart[] | null> {
  const url = URL.parse(track.baseUrl, 'https://www.youtube.com');
  if (url?.hostname !== 'www.youtube.com' || url.pathname !== '/api/timedtext') return null;
  url.searchParams.set('fmt', 'json3');
  try {
    return parseCaptions((await context.fetch(url.href, { kinds: ['json'] })).text);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    context.outside.log.debug('captions could not be read', { code: error.code });
    return null;
  }
}

function missingPart(transcript: TranscriptPart[] | null, track: CaptionTrack | null): string | null {
  if (transcript !== null) return null;
  return track === null
    ? 'The video has no captions; only its description was read.'
    : 'The video’s captions could not be read; only its description was.';
}

function withoutWords(): AppError {
  return new AppError({
    code: 'page_empty',
    message: 'This video has no captions that can be read, and next to no description.',
    hint: 'Paste what matters into the thread.',
  });
}
