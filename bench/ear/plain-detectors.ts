import type { Call } from './call.js';
import type { Detector, Heard } from './detector.js';
import { fvad, silero } from './npm-parts.js';
import { SpeechRule } from './speech-rule.js';

/** Silero v5 at 8 kHz: frames of 32 ms, each behind the last 4 ms of the one before. */
const FRAME = 256;
const CONTEXT = 32;
const STATE = [2, 1, 128] as const;
const SPEECH = 0.5;
/** WebRTC: frames of 20 ms; 3 is the mode that takes the least for speech. */
const FVAD_FRAME = 160;
const FVAD_MODE = 3;

type Note = (line: string) => void;

/** Silero v5 alone, with the plain rule. It is asked from the end of the menu on; before, nobody can be an agent. */
export async function sileroDetector(note: Note): Promise<Detector> {
  const { onnx, model } = await silero(note);
  const session = await onnx.InferenceSession.create(model, { intraOpNumThreads: 1, interOpNumThreads: 1 });
  const sr = new onnx.Tensor('int64', BigInt64Array.of(8000n), []);
  return {
    async hear(call) {
      let state = new onnx.Tensor('float32', new Float32Array(256), STATE);
      const input = new Float32Array(CONTEXT + FRAME);
      return heardBy(call, FRAME, async (frame) => {
        input.copyWithin(0, FRAME);
        for (let i = 0; i < FRAME; i++) input[CONTEXT + i] = (frame[i] ?? 0) / 32768;
        const out = await session.run({ input: new onnx.Tensor('float32', input, [1, input.length]), state, sr });
        state = out.stateN ?? state;
        return (out.output?.data[0] ?? 0) > SPEECH;
      });
    },
  };
}

/** WebRTC's voice detector alone, with the plain rule. */
export async function webrtcDetector(note: Note): Promise<Detector> {
  const library = await fvad(note);
  const buffer = library._malloc(2 * FVAD_FRAME);
  return {
    async hear(call) {
      const handle = library._fvad_new();
      library._fvad_set_sample_rate(handle, 8000);
      library._fvad_set_mode(handle, FVAD_MODE);
      const heard = await heardBy(call, FVAD_FRAME, (frame) => {
        library.HEAP16.set(frame, buffer / 2);
        return library._fvad_process(handle, buffer, FVAD_FRAME) === 1;
      });
      library._fvad_free(handle);
      return heard;
    },
  };
}

async function heardBy(
  call: Call,
  frameSamples: number,
  isSpeech: (frame: Int16Array) => boolean | Promise<boolean>,
): Promise<Heard[]> {
  const heard: Heard[] = [];
  const rule = new SpeechRule();
  const endMs = call.handedOverMs ?? call.audio.length / 8;
  for (let at = 0; (at + frameSamples) / 8 <= endMs; at += frameSamples) {
    const speech = await isSpeech(call.audio.subarray(at, at + frameSamples));
    const atMs = (at + frameSamples) / 8;
    if (atMs < call.menuDoneMs) continue;
    const news = rule.push(speech, frameSamples / 8, atMs);
    if (news !== undefined) heard.push(news);
  }
  return heard;
}
