import { z } from 'zod';

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
  const json = balancedObject(html, start.index + start[0].length);
  if (json === null) return null;
  try {
    return Player.safeParse(JSON.parse(json)).data ?? null;
  } catch (error) {
    if (error instanceof SyntaxError) return null; // an unknown form of the page
    throw error;
  }
}

/** The object literal that begins at `start`, braces in strings not counted. */
function balancedObject(text: string, start: number): string | null {
  let depth = 0;
  let inString = false;
  for (let index = start; index < text.length; index += 1) {
    const character = text[index];
    if (inString) {
      if (character === '\\') index += 1;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === '{') depth += 1;
    else if (character === '}') {
      depth -= 1;
      if (depth === 0) return text.slice(start, index + 1);
    }
  }
  return null;
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
