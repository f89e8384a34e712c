import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Canvas, createCanvas, GlobalFonts, type SKRSContext2D } from '@napi-rs/canvas';
import type { Call, Segment } from './call.js';
import type { Heard } from './detector.js';
import { fetchPackage } from './packages.js';
import { strip } from './strip.js';

/** Fetched like the sounds: machines without a screen often have no font at all. */
const FONT_PACKAGE = ['fonts-dejavu-core'];
const FONT = 'Bench';
const INK = '#1d2733';
const PALE = '#77828e';
const PERSON = '#d62d20';

/** A call is broken into lines like a text, so that a second stays wide enough to read. */
const LINE_MS = 100_000;
const PX_PER_MS = 0.016;
const LINE_PX = LINE_MS * PX_PER_MS;
const LEFT = 80;
const RIGHT = 90;
const HEAD = 76;
/** Places within a line of the picture. */
const AT = {
  strip: 0,
  stripHeight: 110,
  labels: 124,
  truth: 148,
  heard: 186,
  marks: 218,
  axis: 268,
  height: 292,
} as const;
const BAND = 28;

const COLOURS: Readonly<Record<string, string>> = {
  ringback: '#d8c568',
  tone: '#d8c568',
  busy: '#d8c568',
  menu: '#b3c8e2',
  'prompt-ended': '#d3dfee',
  music: '#a8d5a2',
  announcement: '#86acd9',
  tail: '#5f90c8',
  speech: '#e8b07a',
  silence: '#e6eaee',
  agent: '#f39a91',
  person: '#f39a91',
};

/** Draws what was to be heard in a call, what was true, and what the ear heard, as PNG. */
export async function drawCall(
  call: Call,
  heard: readonly Heard[],
  file: string,
  note: (line: string) => void,
): Promise<void> {
  const fonts = join(await fetchPackage(FONT_PACKAGE, note), 'usr/share/fonts/truetype/dejavu');
  if (readdirSync(fonts).includes('DejaVuSans.ttf')) GlobalFonts.registerFromPath(join(fonts, 'DejaVuSans.ttf'), FONT);
  writeFileSync(file, await new Picture(call, heard).draw().encode('png'));
}

class Picture {
  readonly #call: Call;
  readonly #heard: readonly Heard[];
  readonly #endMs: number;
  readonly #canvas: Canvas;
  readonly #pen: SKRSContext2D;
  /** Of the line that is being drawn: its first moment and its upper edge. */
  #fromMs = 0;
  #y = HEAD;

  constructor(call: Call, heard: readonly Heard[]) {
    this.#call = call;
    this.#heard = heard;
    this.#endMs = call.audio.length / 8;
    const lines = Math.ceil(this.#endMs / LINE_MS);
    this.#canvas = createCanvas(LEFT + LINE_PX + RIGHT, HEAD + lines * AT.height);
    this.#pen = this.#canvas.getContext('2d');
  }

  draw(): Canvas {
    const { seed, destination, place, kind, audio } = this.#call;
    this.#pen.fillStyle = '#ffffff';
    this.#pen.fillRect(0, 0, this.#canvas.width, this.#canvas.height);
    const state = place === 0 ? 'cold' : 'warm';
    this.#text(`seed ${seed}, destination ${destination}, call ${place + 1} (${state}), ${kind}`, LEFT, 28, 18);
    this.#text('▵ person, probable   ▲ person, confirmed (and how long after the first word)', LEFT, 54, 14, PERSON);
    this.#text('★ this recording was never played here before', LEFT + 640, 54, 14);
    const sound = strip(audio, PX_PER_MS, AT.stripHeight);
    for (this.#fromMs = 0; this.#fromMs < this.#endMs; this.#fromMs += LINE_MS) {
      const from = this.#fromMs * PX_PER_MS;
      const width = Math.min(LINE_PX, sound.width - from);
      this.#pen.drawImage(sound, from, 0, width, AT.stripHeight, LEFT, this.#y + AT.strip, width, AT.stripHeight);
      this.#line();
      this.#y += AT.height;
    }
    return this.#canvas;
  }

  #line(): void {
    this.#text('3.9 kHz', 8, this.#y + 12, 12, PALE);
    this.#text('100 Hz', 8, this.#y + AT.stripHeight, 12, PALE);
    this.#text('true', 8, this.#y + AT.truth + 20, 15);
    this.#text('heard', 8, this.#y + AT.heard + 20, 15);
    for (const segment of this.#call.segments) {
      this.#box(segment.fromMs, segment.toMs, AT.truth, segment.what, labelOf(segment));
    }
    this.#heardBand();
    this.#moments();
    for (let tMs = this.#fromMs; tMs <= Math.min(this.#endMs, this.#fromMs + LINE_MS); tMs += 10_000) {
      this.#pen.fillStyle = PALE;
      this.#pen.fillRect(this.#x(tMs), this.#y + AT.axis - 16, 1, 5);
      const label = `${Math.floor(tMs / 60_000)}:${String((tMs / 1000) % 60).padStart(2, '0')}`;
      this.#text(label, this.#x(tMs) - 12, this.#y + AT.axis, 12, PALE);
    }
  }

  #x(tMs: number): number {
    return LEFT + (tMs - this.#fromMs) * PX_PER_MS;
  }

  #shows(tMs: number): boolean {
    return tMs >= this.#fromMs && tMs < this.#fromMs + LINE_MS;
  }

  #text(text: string, x: number, y: number, size: number, colour = INK): void {
    this.#pen.font = `${size}px ${FONT}, sans-serif`;
    this.#pen.fillStyle = colour;
    this.#pen.fillText(text, x, y);
  }

  /** What of a box lies on this line, with the longest of its names that fits. */
  #box(fromMs: number, toMs: number, y: number, what: string, label: string): void {
    const x = this.#x(Math.max(fromMs, this.#fromMs));
    const width = this.#x(Math.min(toMs, this.#fromMs + LINE_MS)) - x;
    if (width <= 0) return;
    this.#pen.fillStyle = COLOURS[what] ?? '#dddddd';
    this.#pen.fillRect(x, this.#y + y, width, BAND);
    this.#pen.font = `12px ${FONT}, sans-serif`;
    const fitting = [label, what].find((text) => this.#pen.measureText(text).width <= width - 6);
    if (fitting !== undefined) this.#text(fitting, x + 4, this.#y + y + 18, 12);
  }

  #heardBand(): void {
    const endMs = this.#call.handedOverMs ?? this.#endMs;
    for (const [i, { heard, atMs, degree }] of this.#heard.entries()) {
      const toMs = Math.min(endMs, this.#heard[i + 1]?.atMs ?? endMs);
      this.#box(atMs, toMs, AT.heard, heard, degree === undefined ? heard : `${heard}, ${degree}`);
    }
    for (const one of this.#heard) if (one.heard === 'person' && this.#shows(one.atMs)) this.#verdict(one);
  }

  /** A triangle under the band, full when the ear was certain, with the delay after the agent's first word. */
  #verdict({ atMs, degree }: Heard): void {
    const x = this.#x(atMs);
    const y = this.#y + AT.marks;
    const pen = this.#pen;
    pen.strokeStyle = PERSON;
    pen.fillStyle = PERSON;
    pen.lineWidth = 2;
    pen.beginPath();
    pen.moveTo(x, y);
    pen.lineTo(x - 7, y + 13);
    pen.lineTo(x + 7, y + 13);
    pen.closePath();
    if (degree === 'probable') pen.stroke();
    else pen.fill();
    const agent = this.#call.agents.find(({ fromMs, toMs }) => atMs >= fromMs && atMs <= toMs);
    const says = agent === undefined ? 'false' : `+${((atMs - agent.fromMs) / 1000).toFixed(1)} s`;
    this.#text(says, x + 10, y + 13, 12, PERSON);
  }

  /** Keys, the end of the menu, first words, the hand-over: lines through everything. */
  #moments(): void {
    const { keys, menuDoneMs, agents, handedOverMs } = this.#call;
    for (const { tMs, digit } of keys) this.#moment(tMs, `key ${digit}`, INK, 0);
    this.#moment(menuDoneMs, 'menu done', INK, 1);
    for (const { fromMs } of agents) this.#moment(fromMs, 'first word', PERSON, 0);
    if (handedOverMs !== undefined) this.#moment(handedOverMs, 'handed over', PERSON, 0);
  }

  #moment(tMs: number, label: string, colour: string, row: number): void {
    if (!this.#shows(tMs)) return;
    const x = this.#x(tMs);
    this.#pen.fillStyle = colour;
    this.#pen.fillRect(x, this.#y, 1.5, AT.heard + BAND);
    this.#text(label, x + 4, this.#y + AT.labels + 15 * row, 12, colour);
  }
}

function labelOf({ what, recording, known }: Segment): string {
  if (recording === undefined) return what;
  return `${known === false ? '★ ' : ''}${recording}`;
}
