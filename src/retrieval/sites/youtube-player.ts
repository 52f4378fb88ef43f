import { z } from 'zod';
import { objectEnd } from '../../core/object-end.ts';

const Track = z.object({
  baseUrl: z.string(),
  languageCode: z.string(),
  /** `asr` where it was made by speech recognition. */
  kind: z.string().optional(),
});

const Player = z.object({
  playabilityStatus: z.object({ status: z.string(), reason: z.string().optional() }).optional(),
  videoDetails: z
    .object({
      title: z.string(),
      author: z.string().optional(),
      shortDescription: z.string().default(''),
      lengthSeconds: z.string().optional(),
      isLiveContent: z.boolean().optional(),
    })
    .optional(),
  microformat: z
    .object({ playerMicroformatRenderer: z.object({ publishDate: z.string().optional() }).optional() })
    .optional(),
  captions: z
    .object({
      playerCaptionsTracklistRenderer: z
        .object({
          captionTracks: z.array(Track).default([]),
          defaultAudioTrackIndex: z.number().optional(),
        })
        .optional(),
    })
    .optional(),
});
export type YoutubePlayer = z.infer<typeof Player>;
export type CaptionTrack = z.infer<typeof Track>;

const Captions = z.object({
  events: z.array(
    z.object({
      tStartMs: z.number().default(0),
      segs: z.array(z.object({ utf8: z.string().default('') })).default([]),
    }),
  ),
});

/** The player's data that a watch page carries in a script; null where it carries none. */
export function parseYoutubePlayer(html: string): YoutubePlayer | null {
  const start = /\bytInitialPlayerResponse\s*=\s*(?=\{)/.exec(html);
  if (!start) return null;
  const from = start.index + start[0].length;
  const end = objectEnd(html, from);
  if (end === null) return null;
  try {
    return Player.safeParse(JSON.parse(html.slice(from, end))).data ?? null;
  } catch (error) {
    if (error instanceof SyntaxError) return null; // an unknown form of the page
    throw error;
  }
}

/** Written captions before recognised speech; of each kind the first, which is the video's own language. */
export function chooseTrack(player: YoutubePlayer): CaptionTrack | null {
  const tracks = player.captions?.playerCaptionsTracklistRenderer?.captionTracks ?? [];
  const spoken = tracks.find((track) => track.kind === 'asr')?.languageCode;
  const written = tracks.filter((track) => track.kind !== 'asr');
  return written.find((track) => track.languageCode === spoken) ?? written[0] ?? tracks[0] ?? null;
}

export interface TranscriptPart {
  /** `m:ss` or `h:mm:ss`. */
  time: string;
  text: string;
}

const partSeconds = 60;

/** Captions in the `json3` form as one part a minute; null where they are of another form or empty. */
export function parseCaptions(json: string): TranscriptPart[] | null {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
  const parsed = Captions.safeParse(value);
  if (!parsed.success) return null;
  const minutes = new Map<number, string[]>();
  for (const event of parsed.data.events) {
    const words = event.segs
      .map((segment) => segment.utf8)
      .join('')
      .replace(/\s+/g, ' ')
      .trim();
    if (words === '') continue;
    const minute = Math.floor(event.tStartMs / 1000 / partSeconds);
    minutes.set(minute, [...(minutes.get(minute) ?? []), words]);
  }
  const parts = [...minutes]
    .sort(([a], [b]) => a - b)
    .map(([minute, words]) => ({ time: formatTime(minute * partSeconds), text: words.join(' ') }));
  return parts.length === 0 ? null : parts;
}

function formatTime(seconds: number): string {
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  const rest = String(seconds % 60).padStart(2, '0');
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${rest}` : `${minutes}:${rest}`;
}
