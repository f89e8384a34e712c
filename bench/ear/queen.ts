/** One line of dialogue: where its MP3 lies in the game's resource file. */
export interface DialogueLine {
  readonly role: string;
  readonly name: string;
  readonly at: number;
  readonly bytes: number;
}

/** The bytes before the index: `QTBL`, a version of six, two unused, how sound is packed, the number of entries. */
const HEADER = { magic: 'QTBL', packingAt: 12, countAt: 13, entriesAt: 15 } as const;
const PACKED_AS_MP3 = 1;
/** A name of twelve bytes, a byte for the bundle, then offset and size. */
const ENTRY = { name: 12, offsetAt: 13, sizeAt: 17, bytes: 21 } as const;
/** Dialogues with other people, told by number; higher ones share voices and effects with the cut scenes. */
const LAST_ROLE = 59;

/**
 * Finds the acted lines in `queen.1c` of *Flight of the Amazon Queen*. The layout is that of ScummVM's rebuilt data file
 * (`engines/queen/resource.cpp`); a file of speech is named after the dialogue (two digits), the line, and who speaks:
 * `P` the person met, `J` Joe, the hero, who has one voice throughout.
 */
export function dialogueLines(file: Buffer): DialogueLine[] {
  if (file.toString('latin1', 0, 4) !== HEADER.magic || file[HEADER.packingAt] !== PACKED_AS_MP3) {
    throw new Error('queen.1c is not the data file with MP3 speech that Debian ships; empty the cache and try again.');
  }
  const lines: DialogueLine[] = [];
  for (let i = 0; i < file.readUInt16BE(HEADER.countAt); i++) {
    const at = HEADER.entriesAt + i * ENTRY.bytes;
    const name = file.toString('latin1', at, at + ENTRY.name).replace(/\0.*$/, '');
    const role = roleOf(name);
    if (role === undefined) continue;
    lines.push({ role, name, at: file.readUInt32BE(at + ENTRY.offsetAt), bytes: file.readUInt32BE(at + ENTRY.sizeAt) });
  }
  return lines;
}

function roleOf(name: string): string | undefined {
  const [, dialogue, who] = /^(\d\d)\w{4}([PJ])\d\.SB$/.exec(name) ?? [];
  if (dialogue === undefined || Number(dialogue) < 2 || Number(dialogue) > LAST_ROLE) return undefined;
  return who === 'J' ? 'joe' : dialogue;
}

const BITRATES_KBPS = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
export const QUEEN_RATE_HZ = 11_025;
export const FRAME_SAMPLES = 576;

/** Counts the frames of an MP3 at 11,025 Hz (MPEG 2.5, layer III): each decodes to 576 samples. */
export function mp3Frames(bytes: Buffer): number {
  let frames = 0;
  for (let at = 0; at + 4 <= bytes.length && bytes[at] === 0xff; frames++) {
    const flags = bytes[at + 2] ?? 0;
    const kbps = BITRATES_KBPS[flags >> 4] ?? 0;
    if (kbps === 0) break;
    at += Math.floor((72_000 * kbps) / QUEEN_RATE_HZ) + ((flags >> 1) & 1);
  }
  return frames;
}
