import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { speak } from '../../scripts/espeak.js';
import { decode, wavSamples } from './decode.js';
import { phrases } from './level.js';
import { fetchPackages, MissingError, type Packages } from './packages.js';
import { type DialogueLine, dialogueLines, FRAME_SAMPLES, mp3Frames, QUEEN_RATE_HZ } from './queen.js';
import { haveSounds, Sounds, SoundWriter, soundsFolder } from './sounds.js';

/** Tones, silence and monkeys are no voices; letters and single words are too short to be announcements. */
const NO_PROMPT = /^(silence|letters|phonetic|digits)\/|tone|beep|monkeys|confbridge-(join|leave)\b/;
/** Test speech of one speaker that lasts long enough for a call. */
const TEST_SPEECH = ['ve9qrp', 'david4', 'vk2tpm_004', 'vk5qi'];
const SYNTHETIC = [
  { voice: 'en-us+f2', wordsPerMinute: 165, pitch: 60 },
  { voice: 'en-us+m7', wordsPerMinute: 160 },
  { voice: 'en-gb+m2', wordsPerMinute: 170, pitch: 42 },
  { voice: 'en-gb-scotland+f4', wordsPerMinute: 155, pitch: 55 },
] as const;
const SENTENCES = [
  'Thank you for holding, my name is Miss Carter, my I D number is one zero zero four five five two.',
  'Hello?',
  'How may I help you today?',
  'Good morning, this is Mister Dawson, badge number five five three one nine, who am I speaking with?',
  'Are you there?',
  'I can hear you now. Could you give me the name of the taxpayer, and the last four digits of the number on the notice?',
  'Practitioner service, this is Mrs. Alvarez.',
  'Hello, can you hear me?',
  'One moment please while I bring that up. It says here that a payment was posted on the third of May.',
] as const;

/** All sounds of the bench: fetched and decoded at the first run, there at once at the next. */
export async function gatherSounds(note: (line: string) => void): Promise<Sounds> {
  if (!haveSounds()) {
    const packages = await fetchPackages(note);
    const writer = new SoundWriter();
    note('decoding prompts');
    addPrompts(packages, writer);
    await addDialogue(packages.dialogue, writer, note);
    await addTestSpeech(packages.testSpeech, writer);
    await addSynthetic(writer);
    await addMusic(packages, writer, note);
    writer.close();
  }
  return new Sounds(soundsFolder());
}

function files(folder: string, ending: RegExp): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && ending.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

function addPrompts(packages: Packages, writer: SoundWriter): void {
  for (const [by, folder] of [
    ['en', packages.english],
    ['es', packages.spanish],
    ['it', packages.italian],
  ] as const) {
    for (const file of files(folder, /\.wav$/)) {
      const name = file.replace(/^.*\/sounds\/[^/]+\//, '').replace(/\.wav$/, '');
      if (/^digits\/(\d|1\d|[2-9]0)$/.test(name)) writer.add('digit', by, name, wavSamples(readFileSync(file)));
      else if (!NO_PROMPT.test(name)) writer.add('prompt', by, name, wavSamples(readFileSync(file)));
    }
  }
}

/** A role's lines are strung together and decoded at once; the number of frames tells where each one lies. */
async function addDialogue(folder: string, writer: SoundWriter, note: (line: string) => void): Promise<void> {
  const [file = ''] = files(folder, /^queen\.1c$/);
  const bytes = readFileSync(file);
  const roles = new Map<string, DialogueLine[]>();
  for (const line of dialogueLines(bytes)) roles.set(line.role, [...(roles.get(line.role) ?? []), line]);
  note(`decoding the dialogue of ${roles.size} roles`);
  const work = join(soundsFolder(), 'role.mp3');
  for (const [role, lines] of roles) {
    const mp3s = lines.map(({ at, bytes: size }) => bytes.subarray(at, at + size));
    writeFileSync(work, Buffer.concat(mp3s));
    const whole = await decode(work, work);
    let frames = 0;
    for (const [i, line] of lines.entries()) {
      const from = sampleOfFrame(frames);
      frames += mp3Frames(mp3s[i] ?? Buffer.alloc(0));
      writer.add('voice', `queen-${role}`, line.name, whole.slice(from, sampleOfFrame(frames)));
    }
  }
  rmSync(work, { force: true });
}

const sampleOfFrame = (frame: number): number => Math.round((frame * FRAME_SAMPLES * 8000) / QUEEN_RATE_HZ);

async function addTestSpeech(folder: string, writer: SoundWriter): Promise<void> {
  for (const file of files(folder, /\.wav$/)) {
    const name = basename(file, '.wav');
    if (!TEST_SPEECH.includes(name)) continue;
    const spoken = await decode(file, join(soundsFolder(), name));
    for (const [i, phrase] of phrases(spoken).entries()) writer.add('voice', `codec2-${name}`, `${name}-${i}`, phrase);
  }
}

async function addSynthetic(writer: SoundWriter): Promise<void> {
  for (const voice of SYNTHETIC) {
    for (const [i, sentence] of SENTENCES.entries()) {
      writer.add('voice', `espeak-${voice.voice}`, `sentence-${i}`, await speak(sentence, voice));
    }
  }
}

async function addMusic(packages: Packages, writer: SoundWriter, note: (line: string) => void): Promise<void> {
  for (const key of ['holdMusic', 'orchestral', 'ambient'] as const) {
    const pieces = files(packages[key], /\.(ogg|wav|mp3)$/).filter((file) => /\/(music|moh)\//.test(file));
    note(`decoding ${pieces.length} pieces of music`);
    for (const piece of pieces) {
      try {
        writer.add('music', key, basename(piece), await decode(piece, join(soundsFolder(), 'piece')));
      } catch (error) {
        if (error instanceof MissingError) throw error;
        note(`left out, since it cannot be decoded: ${basename(piece)}`);
      }
    }
  }
}
