import { z } from 'zod';
import { HIGHEST_LIMIT, LIMIT_NAMES } from './hunter/office/house-rules.js';
import type { DialWay } from './hunter/terms.js';
import type { HandOverWayName } from './phone/hand-over/order.js';
import { PATIENCE, type PatienceName } from './policy.js';
import { removedIn } from './removed-settings.js';
import { isOnThisMachine, serviceAddress } from './service-address.js';
import { amount, count, numbers, text, ways } from './setting-kinds.js';
import { parseRedisAddress } from './store/redis-address.js';

const DIAL_WAYS = ['softphone', 'call-out-device', 'call-out-number'] as const satisfies readonly DialWay[];
const ROLES = ['all', 'bot', 'hunter'] as const;
const PATIENCE_NAMES = Object.keys(PATIENCE) as PatienceName[];
const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
const EVENT_WAYS = ['websocket', 'webhook', 'off'] as const;
const HAND_OVER_WAYS = ['bridge', 'replaces', 'transfer', 'refer'] as const satisfies readonly HandOverWayName[];

/** A refusal to start: lists every setting that is missing or wrong, and what to do about each. */
export class ConfigError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(`Hold Hunter cannot start:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
    this.name = 'ConfigError';
  }
}

const A_LIMIT = `a whole number from 1 to ${HIGHEST_LIMIT}`;
const DAY_MS = 24 * 3_600_000;
const A_PRACTICE_NUMBER = `a number from 0 to ${DAY_MS}`;

/** Every environment variable, defined once: its shape, meaning and default. */
export const settings = z.object({
  ROLE: z
    .enum(ROLES, { error: `must be one of ${ROLES.join(', ')}` })
    .default('all')
    .meta({
      meaning: 'What this process does: bot (Slack), hunter (runs hunts), all. Also --role=… on the command line.',
      example: 'all',
    }),
  SLACK_BOT_TOKEN: text('The bot token of the Slack app (OAuth & Permissions).', 'xoxb-1-2-abc')
    .startsWith(
      'xoxb-',
      'must start with xoxb-: copy the "Bot User OAuth Token" from the Slack app\'s page "OAuth & Permissions"',
    )
    .optional(),
  SLACK_APP_TOKEN: text('Socket Mode when set: an app-level token with connections:write.', 'xapp-1-A1-abc')
    .startsWith('xapp-', 'must start with xapp-: create an app-level token with the scope connections:write')
    .optional(),
  SLACK_SIGNING_SECRET: text(
    'HTTP mode: the signing secret of the Slack app (Basic Information).',
    '0123456789abcdef',
  ).optional(),
  SLACK_API_URL: serviceAddress('https://slack.com/api/').default('https://slack.com/api/').meta({
    meaning: "The address of Slack's Web API.",
    example: 'https://slack.com/api/',
  }),
  RC_SERVER_URL: serviceAddress('https://platform.ringcentral.com').default('https://platform.ringcentral.com').meta({
    meaning: "The address of RingCentral's API.",
    example: 'https://platform.ringcentral.com',
  }),
  RC_CLIENT_ID: text('Client id of the RingCentral app.', 'AbCdEfGhIjKlMn'),
  RC_CLIENT_SECRET: text('Client secret of the RingCentral app; a public app (PKCE) has none.', 'secret').optional(),
  RC_JWT_TOKEN: text(
    'The JWT credential of an administrator, made in the RingCentral developer console. Without it an admin signs the bot in with /irs-hunt connect account.',
    'eyJ…',
  ).optional(),
  REDIS_URL: z
    .string()
    .trim()
    .check((context) => {
      try {
        parseRedisAddress(context.value);
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        context.issues.push({ code: 'custom', input: context.value, message });
      }
    })
    .optional()
    .meta({
      meaning: 'Where hunts, tokens and leases are kept: a Redis, its sentinels, or a cluster.',
      example: 'redis://localhost:6379',
    }),
  STORE: z.enum(['memory'], { error: 'may only be "memory"; leave it out when REDIS_URL is set' }).optional().meta({
    meaning: 'memory: start without Redis. Hunts and sign-in are then lost when the process ends.',
    example: 'memory',
  }),
  TOKEN_ENCRYPTION_KEY: z
    .string()
    .regex(/^[0-9a-f]{64}$/i, 'must be 64 hex digits (32 bytes): make one with "openssl rand -hex 32"')
    .optional()
    .meta({
      meaning: 'Encrypts RingCentral tokens in Redis. Required with REDIS_URL.',
      example: '0123456789abcdef'.repeat(4),
    }),
  TOKEN_ENCRYPTION_KEYS_OLD: z
    .string()
    .default('')
    .transform((list) =>
      list
        .split(',')
        .map((key) => key.trim())
        .filter(Boolean),
    )
    .pipe(z.array(z.string().regex(/^[0-9a-f]{64}$/i, 'must be keys of 64 hex digits, separated by commas')))
    .meta({
      meaning:
        'Former values of TOKEN_ENCRYPTION_KEY: data encrypted with them can still be read, and is re-encrypted with the new one.',
      example: 'fedcba9876543210'.repeat(4),
    }),
  PORT: z.coerce
    .number({ error: 'must be a port number' })
    .int('must be a port number')
    .min(0, 'must be a port number')
    .max(65_535, 'must be a port number, at most 65535')
    .default(3000)
    .meta({ meaning: 'The HTTP port: health, metrics, Slack in HTTP mode.', example: '3000' }),
  WEBHOOK_BASE_URL: serviceAddress('https://hold-hunter.example.com').optional().meta({
    meaning:
      'The public address of this bot. People sign in to RingCentral over it (/oauth/start, /oauth/callback), and RingCentral can deliver events to it (/ringcentral/events).',
    example: 'https://hold-hunter.example.com',
  }),
  LOG_LEVEL: z
    .enum(LOG_LEVELS, { error: `must be one of ${LOG_LEVELS.join(', ')}` })
    .default('info')
    .meta({
      meaning: 'How much is logged.',
      example: 'info',
    }),
  DESTINATIONS_FILE: text(
    'A JSON file of destinations. One with the id of a preset replaces it; others are added.',
    'destinations.json',
  ).optional(),
  ADMIN_USERS: z
    .string()
    .default('')
    .transform((list) =>
      list
        .split(',')
        .map((id) => id.trim())
        .filter(Boolean),
    )
    .pipe(
      z.array(
        z
          .string()
          .regex(
            /^[UWS][A-Z0-9]{1,30}$/,
            'must be ids of Slack users or user groups (U012AB3CD, S012AB3CD), separated by commas',
          ),
      ),
    )
    .meta({
      meaning: 'Slack users and user groups who count as admins, besides the admins of the workspace.',
      example: 'U012AB3CD,S012AB3CD',
    }),
  PHRASES_DIR: text(
    "A folder with the firm's own courtesy.wav, still-joining.wav, connecting.wav, goodbye.wav.",
    'phrases',
  ).optional(),
  DIAL_WAYS: ways(DIAL_WAYS, 'The ways to place a call, in the order they are tried.'),
  SIP_PROXY_REGION: z
    .string()
    .trim()
    .regex(/^[A-Za-z]{2,16}$/, 'must be the name of a region, such as NA, or quickest')
    .default('NA')
    .meta({
      meaning:
        'The region whose RingCentral SIP proxy lines register over, as RingCentral names it (NA, EMEA, APAC, LATAM); the others are fallbacks. quickest: whichever connects first, which is also used when the region has none.',
      example: 'NA',
    }),
  SILENT_PACKETS_PER_SECOND: count(
    'Audio packets a line sends while it has nothing to say, so that RingCentral does not consider it dead. 50 is the rate of speech.',
    'packets',
    1,
    [1, 50],
  ),
  RC_EVENTS: z
    .enum(EVENT_WAYS, { error: `must be one of ${EVENT_WAYS.join(', ')}` })
    .default('websocket')
    .meta({
      meaning:
        'How RingCentral pushes call events. webhook needs WEBHOOK_BASE_URL; with it set, the other way is tried if the first is refused. off: the bot only polls.',
      example: 'websocket',
    }),
  HAND_OVER_WAYS: ways(
    HAND_OVER_WAYS,
    'The ways allowed to bring taker and agent together. Their order follows what each line may do: see docs/phone.md.',
  ),
  FIRST_LIMITS: numbers(LIMIT_NAMES, {
    meaning: 'Limits that differ from the usual ones, until an admin changes them with /irs-hunt settings.',
    example: 'linesPerHunt=3,lines=20',
    number: z.number(A_LIMIT).int(A_LIMIT).min(1, A_LIMIT).max(HIGHEST_LIMIT, A_LIMIT),
  }),
  MAX_LINES_PER_PROCESS: count(
    'The most lines in the hunts one process runs; one core can listen on about 60.',
    'lines',
    100,
    [1, 10_000],
  ),
  MAX_WAIT_MINUTES: amount(
    'A hunt that has reached nobody ends after this. A conversation is never cut off.',
    'minutes',
    180,
    [0.1, 600],
  ),
  STOP_GRACE_SECONDS: amount(
    'How long a stop waits for a dial, a ringing call or a ringing phone before its calls go to the next process.',
    'seconds',
    20,
    [0, 35],
  ),
  WORDS_MODEL_DIR: text(
    'Recognizes words when set: the folder of a streaming transducer model of sherpa-onnx. Needs npm install sherpa-onnx-node.',
    'sherpa-onnx-streaming-zipformer-en-2023-06-26',
  ).optional(),
  AUDIT_DAYS: amount('How long the audit log is kept.', 'days', 365, [1, 3650]),
  RETENTION_DAYS: amount('How long finished hunts are kept.', 'days', 90, [1, 3650]),
  PRACTICE_PATIENCE: numbers(PATIENCE_NAMES, {
    meaning:
      'For development: how patient a hunt is in a practice world, where minutes are seconds. Refused anywhere else.',
    example: 'staggerMs=1000,offerMs=25000',
    number: z.number(A_PRACTICE_NUMBER).min(0, A_PRACTICE_NUMBER).max(DAY_MS, A_PRACTICE_NUMBER),
  }),
});

export type Config = z.infer<typeof settings>;

/** Reads and checks the environment. Throws a `ConfigError` that lists every problem at once. Empty variables count as not set. */
export function loadConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value.trim() !== ''),
  );
  const read = settings.safeParse(given);
  const problems = read.success ? [] : read.error.issues.map((issue) => sentence(issue, given));
  problems.push(...combinations(given), ...removedIn(given));
  if (!read.success || problems.length > 0) throw new ConfigError(problems);
  return read.data;
}

function sentence(issue: z.core.$ZodIssue, given: Readonly<Record<string, string | undefined>>): string {
  const name = String(issue.path[0]);
  if (given[name] === undefined) return `${name} is not set. ${meaningOf(name)}`;
  return `${name} ${issue.message}.`;
}

function meaningOf(name: string): string {
  const field = name in settings.shape ? settings.shape[name as keyof Config] : undefined;
  const meta = field?.meta();
  return meta ? `${String(meta.meaning)} Example: ${String(meta.example)}` : '';
}

/** Problems that only show when settings are read together. */
function combinations(given: Readonly<Record<string, string | undefined>>): string[] {
  const problems: string[] = [];
  const talks = given.ROLE !== 'hunter';
  if (talks && !given.SLACK_BOT_TOKEN)
    problems.push(
      'SLACK_BOT_TOKEN is not set. The bot token of the Slack app (OAuth & Permissions). Example: xoxb-1-2-abc',
    );
  if (talks && !given.SLACK_APP_TOKEN && !given.SLACK_SIGNING_SECRET)
    problems.push(
      'Neither SLACK_APP_TOKEN nor SLACK_SIGNING_SECRET is set. Set the first for Socket Mode, the second for HTTP mode.',
    );
  if (!given.REDIS_URL && !given.STORE)
    problems.push(
      'REDIS_URL is not set. Hunts would be lost at every restart: set REDIS_URL, or STORE=memory if that is what you want.',
    );
  if (given.STORE && (given.ROLE === 'bot' || given.ROLE === 'hunter'))
    problems.push(`ROLE=${given.ROLE} works with others through Redis: set REDIS_URL instead of STORE=memory.`);
  if (given.REDIS_URL && given.STORE) problems.push('REDIS_URL and STORE=memory are both set. Keep one of them.');
  if (!given.RC_JWT_TOKEN && !given.WEBHOOK_BASE_URL)
    problems.push(
      'Neither RC_JWT_TOKEN nor WEBHOOK_BASE_URL is set, so nobody could sign in to RingCentral. Set RC_JWT_TOKEN and RC_CLIENT_SECRET for the JWT of an administrator, or WEBHOOK_BASE_URL to sign in in the browser.',
    );
  if (given.RC_EVENTS === 'webhook' && !given.WEBHOOK_BASE_URL)
    problems.push(
      'RC_EVENTS=webhook needs WEBHOOK_BASE_URL, the public https:// address of this bot. Set it, or RC_EVENTS=websocket.',
    );
  if (given.REDIS_URL && !given.TOKEN_ENCRYPTION_KEY)
    problems.push(
      'TOKEN_ENCRYPTION_KEY is not set. RingCentral tokens are kept encrypted in Redis: make one with "openssl rand -hex 32".',
    );
  if (given.TOKEN_ENCRYPTION_KEYS_OLD && !given.TOKEN_ENCRYPTION_KEY)
    problems.push(
      'TOKEN_ENCRYPTION_KEYS_OLD is set without TOKEN_ENCRYPTION_KEY. Set the new key there; former keys are only used for reading.',
    );
  if (given.PRACTICE_PATIENCE && ![given.SLACK_API_URL, given.RC_SERVER_URL].every(isOnThisMachine))
    problems.push(
      'PRACTICE_PATIENCE is only for a practice world: SLACK_API_URL and RC_SERVER_URL must both be on this machine. Remove it.',
    );
  return problems;
}
