/** What page and server send each other. Types only: the page's bundle imports them too. */
import type { Values } from './forms.js';
import type { Json } from './json.js';

export type PhoneState = 'idle' | 'ringing' | 'talking';

export interface PagePerson {
  readonly id: string;
  readonly name: string;
  readonly extension: string;
  readonly phone: PhoneState | null;
  /** Digits that were said to the phone. */
  readonly hears: string;
}

export interface PageMessage {
  readonly channel: string;
  readonly ts: string;
  readonly threadTs?: string;
  readonly broadcast?: boolean;
  readonly user: string;
  readonly text: string;
  readonly blocks: readonly Json[];
  readonly isEphemeral: boolean;
  readonly isEdited: boolean;
  readonly reactions: readonly string[];
  readonly files: readonly { readonly title: string; readonly name: string; readonly url: string }[];
}

export interface PageView {
  readonly id: string;
  readonly hash: string;
  readonly given: Json;
  /** How many modals lie under it. */
  readonly hasBelow: boolean;
}

/** Everything one person sees. */
export interface Snapshot {
  readonly you: string;
  readonly people: readonly PagePerson[];
  readonly app: { readonly id: string; readonly name: string };
  readonly channels: readonly { readonly id: string; readonly name: string; readonly kind: 'channel' | 'im' }[];
  readonly commands: readonly string[];
  readonly messages: readonly PageMessage[];
  readonly modal: PageView | null;
  readonly home: PageView | null;
}

/** Where an element is: in a message or in a view. */
export type Spot = { readonly channel: string; readonly ts: string } | { readonly viewId: string };

/** What a person does. */
export type Act = { readonly person: string } & (
  | { readonly kind: 'say'; readonly channel: string; readonly text: string; readonly threadTs?: string }
  | {
      readonly kind: 'click';
      readonly spot: Spot;
      readonly blockId: string;
      readonly element: Json;
      readonly chosen: Json;
      readonly values: Values;
    }
  | {
      readonly kind: 'suggest';
      readonly spot: Spot;
      readonly blockId: string;
      readonly actionId: string;
      readonly typed: string;
    }
  | { readonly kind: 'submit'; readonly viewId: string; readonly values: Values }
  | { readonly kind: 'close'; readonly viewId: string; readonly all: boolean }
  | { readonly kind: 'open-home'; readonly tab: 'home' | 'messages' }
  | { readonly kind: 'phone'; readonly press: 'pick-up' | 'hang-up' }
  | { readonly kind: 'phone-key'; readonly key: string }
);

/** The result. */
export interface ActAnswer {
  /** The bot did not acknowledge in time. */
  readonly unanswered?: boolean;
  readonly options?: readonly Json[] | null;
  readonly errors?: Readonly<Record<string, string>>;
  readonly trouble?: string;
}
