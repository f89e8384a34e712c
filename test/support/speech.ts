import { speak, type Voice } from '../../scripts/espeak.js';

const spoken = new Map<string, Promise<Int16Array>>();

/** Speech at 8 kHz. A sentence takes about a third of a second to synthesize, and is synthesized once per process. */
export function speech(text: string, voice: Voice): Promise<Int16Array> {
  const key = JSON.stringify([text, voice]);
  const known = spoken.get(key) ?? speak(text, voice);
  spoken.set(key, known);
  return known;
}

/** Voices different enough to pass for different people. */
export const VOICES = {
  recording: { voice: 'en-us+f3', wordsPerMinute: 150 },
  otherRecording: { voice: 'en-us+m3', wordsPerMinute: 145 },
  woman: { voice: 'en-us+f2', wordsPerMinute: 165, pitch: 60 },
  man: { voice: 'en-us+m7', wordsPerMinute: 160 },
  briton: { voice: 'en-gb+m2', wordsPerMinute: 170, pitch: 42 },
} as const satisfies Record<string, Voice>;
