import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { encodeUlaw } from '../../src/phone/softphone/sip/media/g711.js';
import { SrtpSender } from '../../src/phone/softphone/sip/media/srtp.js';
import { builtPhrasesFolder } from '../../src/phone/speech/phrases.js';
import { readWav } from '../../src/phone/speech/wav.js';
import type { MediaPeer } from '../../test/phone/softphone/sip/support/media-peer.js';
import { type ServerCall, SipServer } from '../../test/phone/softphone/sip/support/sip-server.js';
import { join, music, ringback, seeded, silence } from '../../test/support/call-audio.js';
import { DESTINATIONS } from './plan.js';

/**
 * The far end of the bench's lines, a process of its own so that its work is not counted as ours: a SIP server that
 * takes every call and plays it ringing, then a destination's music and announcements, as SRTP at 50 packets a second.
 */

const FRAME = 160;
const FRAME_MS = 20;
const SSRC = 0x1234abcd;
/** Turns of sending within those. */
const SLICES = 10;
/** As many recordings as the phrases make; the music between them lasts this long. */
const MUSIC_S = 12;

/** After a stall no more slices are sent at once than this; the rest is not sent at all, and the bench tells how much came in. */
const MOST_SLICES_AT_ONCE = 20;

interface Stream {
  readonly socket: Socket;
  readonly sender: SrtpSender;
  readonly audio: Buffer;
  at: number;
  sequence: number;
  timestamp: number;
}

/** What a destination plays: its own music, and the phrases for announcements. */
function soundOf(destination: number): Buffer {
  const phrases = ['courtesy', 'still-joining', 'connecting', 'goodbye'].map((name) =>
    readWav(`${builtPhrasesFolder()}/${name}.wav`),
  );
  const piece = music(4 * MUSIC_S, 100 + destination);
  const parts = phrases.flatMap((phrase, i) => [
    piece.subarray(i * MUSIC_S * 8000, (i + 1) * MUSIC_S * 8000),
    silence(0.4),
    phrase,
    silence(0.4),
  ]);
  return encodeUlaw(join(ringback(1), ...parts));
}

const sounds = Array.from({ length: DESTINATIONS }, (_, destination) => soundOf(destination));
const random = seeded(7);
const streams: Stream[] = [];

async function take(call: ServerCall): Promise<void> {
  const destination = Number(/\d\d(?=@)/.exec(call.invite.start)?.[0] ?? 0) % DESTINATIONS;
  call.trying();
  call.progress();
  call.answer();
  await call.media.heard((packets) => packets.length > 0);
  streams.push(await streamTo(call.media, sounds[destination] ?? Buffer.alloc(FRAME)));
}

/** A socket that knows whom it sends to needs no lookup per packet, and there are thousands a second here. */
async function streamTo({ source, key }: MediaPeer, audio: Buffer): Promise<Stream> {
  const socket = createSocket('udp4');
  socket.connect(source?.port ?? 0, source?.address ?? '127.0.0.1');
  await once(socket, 'connect');
  return { socket, sender: new SrtpSender(key), audio, at: 0, sequence: 1, timestamp: 0 };
}

/** Every stream's next packet at a moment of its own within the 20 ms, as lines in the world have it. */
function play(): void {
  const startedAt = performance.now();
  let sent = 0;
  const turn = (): void => {
    const due = Math.floor((performance.now() - startedAt) / (FRAME_MS / SLICES));
    for (sent = Math.max(sent, due - MOST_SLICES_AT_ONCE); sent < due; sent++) {
      for (let i = sent % SLICES; i < streams.length; i += SLICES) send(streams[i]);
    }
    setTimeout(turn, 1);
  };
  turn();
}

function send(stream: Stream | undefined): void {
  if (stream === undefined) return;
  const { socket, sender, audio, at, sequence, timestamp } = stream;
  const header = { ssrc: SSRC, sequence, timestamp, payloadType: 0, marker: false };
  socket.send(sender.seal(header, audio.subarray(at, at + FRAME)));
  stream.at = at + 2 * FRAME > audio.length ? Math.floor(random() * 50) * FRAME : at + FRAME;
  stream.sequence = (sequence + 1) & 0xffff;
  stream.timestamp = (timestamp + FRAME) >>> 0;
}

const server = await SipServer.start();
server.onInvite(take);
play();
process.on('disconnect', () => process.exit(0));
process.on('message', () => process.send?.({ streams: streams.length }));
process.send?.({ proxy: server.proxy, ca: server.ca });
