import type { AudioRing } from '../../../../hunter/base/audio-ring.js';
import type { Key } from '../../../../hunter/terms.js';
import type { LogFields, LogLevel } from '../message/log.js';
import type { DialogState, ExpectedCaller, LegFact, SipCredentials } from '../softphone.js';
import type { SoftphoneErrorRecord } from '../softphone-error.js';
import type { Timings } from '../timings.js';

/** What the host passes to the line's worker at startup. */
export interface WorkerBirth {
  readonly credentials: SipCredentials;
  readonly userAgent: string;
  readonly ca?: string;
  readonly proxyRegion?: string;
  readonly failedProxies?: readonly string[];
  readonly silentPacketsPerSecond?: number;
  readonly isShared?: boolean;
  readonly timings: Timings;
}

export type SoftphoneOrder =
  | { readonly do: 'start' }
  | { readonly do: 'dial'; readonly leg: string; readonly number: string; readonly audio?: AudioRing }
  | {
      readonly do: 'answer-next';
      readonly leg: string;
      readonly withinMs: number;
      readonly audio?: AudioRing;
      readonly from?: ExpectedCaller;
    }
  | { readonly do: 'resume'; readonly leg: string; readonly dialog: DialogState; readonly audio?: AudioRing }
  | { readonly do: 'let-go'; readonly leg: string }
  | { readonly do: 'press'; readonly leg: string; readonly key: Key }
  | { readonly do: 'say'; readonly leg: string; readonly samples: Int16Array }
  | { readonly do: 'relay'; readonly from: string; readonly to: string }
  | { readonly do: 'hang-up'; readonly leg: string }
  | {
      readonly do: 'refer';
      readonly leg: string;
      readonly target: string;
      readonly withinMs: number;
      readonly inPlaceOf?: string;
    }
  | { readonly do: 'measure' }
  | { readonly do: 'stop' };

/** Host to worker. */
export interface SoftphoneRequest {
  readonly id: number;
  readonly order: SoftphoneOrder;
}

/** Worker to host. */
export type SoftphoneReply =
  | { readonly type: 'done'; readonly id: number; readonly value: unknown }
  | { readonly type: 'failed'; readonly id: number; readonly error: SoftphoneErrorRecord }
  | { readonly type: 'fact'; readonly fact: LegFact }
  | { readonly type: 'proxy'; readonly address: string; readonly works: boolean }
  | { readonly type: 'log'; readonly level: LogLevel; readonly sentence: string; readonly fields?: LogFields };

/** What a worker costs, for the benchmark. */
export interface WorkerCost {
  readonly heapUsedBytes: number;
  readonly heapTotalBytes: number;
}
