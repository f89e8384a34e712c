import { parentPort } from 'node:worker_threads';
import { encode } from '../media/mulaw.js';
import { espeak } from './espeak-program.js';
import { highPass, level, toTelephoneRate, trim } from './filter.js';
import type { Voice } from './voices.js';

/** Loudness of speech on the line, root mean square of its sounding parts: about −19 dB below full scale. */
const SPEECH_RMS = 3600;
const WAV_HEADER_BYTES = 44;

export interface SpeechJob {
  readonly text: string;
  readonly voice: Voice;
}

export type Spoken = { readonly clip: Uint8Array } | { readonly failure: string };

async function synthesise({ text, voice }: SpeechJob): Promise<Uint8Array> {
  const tuning = ['-s', String(voice.speed), '-p', String(voice.pitch)];
  const wav = Buffer.from(await espeak(['--phonout', 'g', '-v', voice.name, ...tuning, text]));
  const rate = wav.readUInt32LE(24);
  const samples = new Int16Array(Math.floor((wav.length - WAV_HEADER_BYTES) / 2));
  for (let i = 0; i < samples.length; i++) samples[i] = wav.readInt16LE(WAV_HEADER_BYTES + 2 * i);
  return encode(level(trim(highPass(toTelephoneRate(samples, rate))), SPEECH_RMS));
}

parentPort?.on('message', async (job: SpeechJob) => {
  let spoken: Spoken;
  try {
    spoken = { clip: await synthesise(job) };
  } catch (error) {
    spoken = { failure: String(error) };
  }
  parentPort?.postMessage(spoken);
});
