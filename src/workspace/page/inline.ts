/** A piece of a line of text, as both the mrkdwn and the markdown parser produce it. Text here is literal: entities are already decoded. */
export type Inline =
  | { kind: 'text'; text: string }
  | { kind: 'break' }
  | { kind: 'code'; text: string }
  | { kind: 'bold' | 'italic' | 'strike' | 'underline'; children: Inline[] }
  | { kind: 'link'; url: string; children: Inline[] }
  | { kind: 'user' | 'channel' | 'usergroup'; id: string; label: string | null }
  | { kind: 'broadcast'; range: string }
  | { kind: 'date'; timestamp: number; format: string; fallback: string; url: string | null }
  | { kind: 'emoji'; name: string };
