import { isObject } from './json.js';

/** What Slack would say about the blocks: lines such as `must provide a string [json-pointer:/blocks/0/text]`. */
export type Complaints = string[];

/** Where in the payload we are, and where complaints go. */
export class Spot {
  constructor(
    readonly complaints: Complaints,
    readonly pointer: string,
  ) {}

  at(key: string | number): Spot {
    return new Spot(this.complaints, `${this.pointer}/${key}`);
  }

  complain(words: string): undefined {
    this.complaints.push(`${words} [json-pointer:${this.pointer}]`);
  }

  string(value: unknown, max: number, min = 0): undefined {
    if (typeof value !== 'string') this.complain('must provide a string');
    else if (value.length > max) this.complain(`must be less than ${max + 1} characters`);
    else if (value.length < min) this.complain(`must be more than ${min - 1} characters`);
  }

  text(value: unknown, max: number, types: readonly string[]): undefined {
    if (!isObject(value)) return this.complain('must provide an object');
    if (!types.includes(String(value.type))) return this.at('type').complain(`must be one of: ${types.join(', ')}`);
    this.at('text').string(value.text, max, 1);
    const known = value.type === 'plain_text' ? ['type', 'text', 'emoji'] : ['type', 'text', 'verbatim'];
    for (const key of Object.keys(value))
      if (!known.includes(key)) this.complain(`invalid additional property: ${key}`);
  }
}

/** Types of text objects. */
export const PLAIN = ['plain_text'];
export const ANY_TEXT = ['plain_text', 'mrkdwn'];
