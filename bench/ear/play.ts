import { Library } from '../../src/ear/library/library.js';
import { Listener } from '../../src/ear/worker/listener.js';
import type { Call } from './call.js';
import type { Detector, Heard } from './detector.js';

const PACKET = 160;

/** The ear over the calls of one destination, in their order; what the bot would know is told when it would know it. */
export function ear(): Detector {
  const library = new Library();
  return {
    async hear(call: Call) {
      const listener = new Listener(library);
      const keys = [...call.keys];
      const heard: Heard[] = [];
      listener.tune('menu');
      let menuDone = false;
      for (let at = 0; at < call.audio.length; at += PACKET) {
        const nowMs = at / 8;
        if (nowMs >= (call.handedOverMs ?? Number.POSITIVE_INFINITY)) break;
        while (keys[0] !== undefined && nowMs >= keys[0].tMs) {
          keys.shift();
          listener.keyPressed();
        }
        if (!menuDone && nowMs >= call.menuDoneMs) {
          menuDone = true;
          listener.tune('hold');
        }
        heard.push(...listener.hear(call.audio.subarray(at, at + PACKET)));
      }
      if (call.handedOverMs === undefined) heard.push(...listener.ended());
      listener.tune('off');
      return heard;
    },
  };
}
