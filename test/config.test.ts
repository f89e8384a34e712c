import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ConfigError, loadConfig, settings } from '../src/config.js';
import { limitsOf, policyOf, USUAL_LIMITS } from '../src/policy.js';

const enough = {
  SLACK_BOT_TOKEN: 'xoxb-1',
  SLACK_APP_TOKEN: 'xapp-1',
  RC_CLIENT_ID: 'id',
  RC_CLIENT_SECRET: 'secret',
  RC_JWT_TOKEN: 'jwt',
  STORE: 'memory',
};

function problemsOf(env: Record<string, string | undefined>): readonly string[] {
  try {
    loadConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

describe('settings', () => {
  it('are complete with five credentials and an explicit store', () => {
    expect(loadConfig(enough)).toMatchObject({
      PORT: 3000,
      FIRST_LIMITS: {},
      DIAL_WAYS: ['softphone', 'call-out-device', 'call-out-number'],
    });
  });

  it('name every missing one at once, each with what it is', () => {
    const problems = problemsOf({});
    for (const name of [
      'SLACK_BOT_TOKEN',
      'RC_CLIENT_ID',
      'RC_CLIENT_SECRET',
      'RC_JWT_TOKEN',
      'REDIS_URL',
      'SLACK_APP_TOKEN',
    ])
      expect(problems.filter((problem) => problem.includes(`${name} `)).length, name).toBeGreaterThan(0);
  });

  it('refuse to start without Redis unless memory was asked for, and say why', () => {
    expect(problemsOf({ ...enough, STORE: undefined })).toEqual([
      'REDIS_URL is not set. Hunts would be lost at every restart: set REDIS_URL, or STORE=memory if that is what you want.',
    ]);
  });

  it('know what a process of a role needs: no Slack for a hunter, and Redis for both', () => {
    const redis = { REDIS_URL: 'redis+cluster://one:7000,two:7000', TOKEN_ENCRYPTION_KEY: 'ab'.repeat(32) };
    const { SLACK_BOT_TOKEN: _bot, SLACK_APP_TOKEN: _app, STORE: _store, ...without } = enough;
    expect(problemsOf({ ...without, ...redis, ROLE: 'hunter' })).toEqual([]);
    expect(problemsOf({ ...without, ...redis, ROLE: 'bot' })).toEqual([
      expect.stringMatching(/^SLACK_BOT_TOKEN is not set\. The bot token/),
      expect.stringContaining('SLACK_SIGNING_SECRET'),
    ]);
    expect(problemsOf({ ...enough, ROLE: 'hunter' })).toEqual([
      'ROLE=hunter works with others through Redis: set REDIS_URL instead of STORE=memory.',
    ]);
    expect(problemsOf({ ...enough, ROLE: 'agent' })).toEqual(['ROLE must be one of all, bot, hunter.']);
    expect(
      problemsOf({
        ...without,
        SLACK_BOT_TOKEN: 'xoxb-1',
        SLACK_APP_TOKEN: 'xapp-1',
        ...redis,
        REDIS_URL: 'redis+sentinel://one',
      }),
    ).toEqual(["REDIS_URL must end with the name of the sentinels' master, such as /mymaster."]);
  });

  it('ask for an encryption key when tokens go to Redis', () => {
    const problems = problemsOf({ ...enough, STORE: undefined, REDIS_URL: 'redis://localhost:6379' });
    expect(problems).toEqual([expect.stringContaining('openssl rand -hex 32')]);
  });

  it('need no JWT and no secret where people sign in in the browser, but one of the two ways', () => {
    const { RC_JWT_TOKEN: _jwt, RC_CLIENT_SECRET: _secret, ...without } = enough;
    expect(problemsOf({ ...without, WEBHOOK_BASE_URL: 'https://bot.example.com' })).toEqual([]);
    expect(problemsOf(without)).toEqual([
      expect.stringContaining('Neither RC_JWT_TOKEN nor WEBHOOK_BASE_URL is set, so nobody could sign in'),
    ]);
  });

  it('read former encryption keys as a list, beside the one that seals', () => {
    const [now, before] = ['ab'.repeat(32), 'cd'.repeat(32)];
    const keys = { TOKEN_ENCRYPTION_KEY: now, TOKEN_ENCRYPTION_KEYS_OLD: `${before}, ${before}` };
    expect(loadConfig({ ...enough, ...keys }).TOKEN_ENCRYPTION_KEYS_OLD).toEqual([before, before]);
    expect(loadConfig(enough).TOKEN_ENCRYPTION_KEYS_OLD).toEqual([]);
    expect(problemsOf({ ...enough, ...keys, TOKEN_ENCRYPTION_KEYS_OLD: 'short' })).toEqual([
      'TOKEN_ENCRYPTION_KEYS_OLD must be keys of 64 hex digits, separated by commas.',
    ]);
    expect(problemsOf({ ...enough, TOKEN_ENCRYPTION_KEYS_OLD: before })).toEqual([
      expect.stringContaining('without TOKEN_ENCRYPTION_KEY'),
    ]);
  });

  it('take an empty variable as not set', () => {
    expect(loadConfig({ ...enough, LOG_LEVEL: '', PORT: ' ' })).toMatchObject({ LOG_LEVEL: 'info', PORT: 3000 });
  });

  it.each([
    ['PORT', 'abc', 'PORT must be a port number.'],
    ['PORT', '70000', 'PORT must be a port number, at most 65535.'],
    ['MAX_LINES_PER_PROCESS', '1.5', 'MAX_LINES_PER_PROCESS must be a whole number of lines.'],
    ['MAX_LINES_PER_PROCESS', '0', 'MAX_LINES_PER_PROCESS must be at least 1 lines.'],
    ['FIRST_LIMITS', 'lines=0', 'FIRST_LIMITS must give lines a whole number from 1 to 1000.'],
    ['FIRST_LIMITS', 'lines', 'FIRST_LIMITS must give lines a whole number from 1 to 1000.'],
    ['FIRST_LIMITS', 'lines=3=4', 'FIRST_LIMITS must give lines a whole number from 1 to 1000.'],
    ['FIRST_LIMITS', 'lines=3,hunts=2,lines=4', 'FIRST_LIMITS names lines twice.'],
    [
      'DIAL_WAYS',
      'pigeon',
      'DIAL_WAYS may name only softphone, call-out-device, call-out-number, separated by commas.',
    ],
    ['REDIS_URL', 'http://x', 'REDIS_URL must be a URL such as redis://localhost:6379.'],
    [
      'SLACK_APP_TOKEN',
      'xoxb-2',
      'SLACK_APP_TOKEN must start with xapp-: create an app-level token with the scope connections:write.',
    ],
    ['LOG_LEVEL', 'loud', 'LOG_LEVEL must be one of fatal, error, warn, info, debug, trace, silent.'],
  ])('refuse %s=%s in words', (name, value, sentence) => {
    expect(problemsOf({ ...enough, [name]: value })).toContain(sentence);
  });

  it.each([
    'http://platform.ringcentral.com',
    'http://127.0.0.1.evil.example',
    'https://user:pass@platform.ringcentral.com',
    'ftp://platform.ringcentral.com',
    'file:///etc/passwd',
  ])('refuse %s as the address of a service that is sent secrets', (address) => {
    for (const name of ['RC_SERVER_URL', 'SLACK_API_URL', 'WEBHOOK_BASE_URL'])
      expect(problemsOf({ ...enough, [name]: address }).join(), name).toMatch(
        new RegExp(`${name} must begin with https://`),
      );
  });

  it.each(['http://127.0.0.1:8080', 'http://localhost', 'http://[::1]:3', 'https://hold-hunter.example.com'])(
    'take %s',
    (address) => {
      expect(loadConfig({ ...enough, RC_SERVER_URL: address }).RC_SERVER_URL).toBe(address);
    },
  );

  it('prefer the SIP proxy of North America and a packet a second on silent lines, and take nothing odd for either', () => {
    expect(loadConfig(enough)).toMatchObject({ SIP_PROXY_REGION: 'NA', SILENT_PACKETS_PER_SECOND: 1 });
    expect(loadConfig({ ...enough, SIP_PROXY_REGION: 'quickest' }).SIP_PROXY_REGION).toBe('quickest');
    expect(problemsOf({ ...enough, SIP_PROXY_REGION: 'sip20.example.com' })).toEqual([
      'SIP_PROXY_REGION must be the name of a region, such as NA, or quickest.',
    ]);
    for (const pace of ['0', '51', '2.5', 'fast'])
      expect(problemsOf({ ...enough, SILENT_PACKETS_PER_SECOND: pace }), pace).toHaveLength(1);
  });

  it('lay the first limits over the usual ones, and name every pair that is wrong', () => {
    const limits = limitsOf(loadConfig({ ...enough, FIRST_LIMITS: ' linesPerHunt = 4, lines=20,' }));
    expect(limits).toEqual({ ...USUAL_LIMITS, linesPerHunt: 4, lines: 20 });
    expect(limitsOf(loadConfig(enough))).toEqual(USUAL_LIMITS);
    expect(problemsOf({ ...enough, FIRST_LIMITS: 'constructor=1,lines=1.5' })).toEqual([
      expect.stringContaining(
        'FIRST_LIMITS must look like linesPerHunt=3,lines=20 and may name only linesPerHunt, hunts',
      ),
      'FIRST_LIMITS must give lines a whole number from 1 to 1000.',
    ]);
  });

  it('let a hunt be less patient in a practice world alone', () => {
    const here = { SLACK_API_URL: 'http://127.0.0.1:1/api/', RC_SERVER_URL: 'http://localhost:2' };
    const quick = { ...enough, PRACTICE_PATIENCE: 'offerMs=2000,staggerMs=0' };
    const patient = policyOf(loadConfig(enough));
    expect(policyOf(loadConfig({ ...quick, ...here }))).toEqual({ ...patient, offerMs: 2_000, staggerMs: 0 });
    for (const far of ['SLACK_API_URL', 'RC_SERVER_URL'])
      expect(problemsOf({ ...quick, ...here, [far]: undefined }), far).toEqual([
        expect.stringContaining('PRACTICE_PATIENCE is only for a practice world'),
      ]);
    expect(problemsOf({ ...quick, ...here, PRACTICE_PATIENCE: 'maxWaitMs=1' })).toHaveLength(1);
  });

  it.each([
    ['MAX_LINES', /admins set this limit with \/irs-hunt settings\. .* FIRST_LIMITS=lines=…/],
    ['MAX_STARTS_PER_CHANNEL', /FIRST_LIMITS=startsPerChannel=…/],
    ['OFFER_SECONDS', /an offer runs out after 60 seconds\. Remove it\.$/],
    ['MAX_HUNTS_PER_PROCESS', /MAX_LINES_PER_PROCESS/],
  ])('refuse %s, which was one once, and say what to do instead', (name, says) => {
    const problems = problemsOf({ ...enough, [name]: '7', PORT: 'door' });
    expect(problems).toHaveLength(2);
    expect(problems[1]).toMatch(new RegExp(`^${name} is no longer a setting: `));
    expect(problems[1]).toMatch(says);
    expect(problemsOf({ ...enough, [name]: '' })).toEqual([]);
  });

  it('never repeat a value in an error, since it may be a secret', () => {
    expect(problemsOf({ ...enough, SLACK_BOT_TOKEN: 'hunter2-secret' }).join()).not.toContain('hunter2-secret');
  });

  it.each(['.env.example', 'render.yaml'])('are all in %s', (file) => {
    const content = readFileSync(file, 'utf8');
    const notForDeployments = ['STORE', 'PRACTICE_PATIENCE'];
    const names = Object.keys(settings.shape).filter((name) => !notForDeployments.includes(name));
    const missing = names.filter((name) => !new RegExp(`\\b${name}\\b`).test(content));
    expect(missing).toEqual([]);
    const named = [...content.matchAll(/^(?:# |\s+- \{? ?key: )?([A-Z][A-Z_]+)(?:=|,|$)/gm)].map(([, name]) => name);
    expect(named.filter((name) => name !== 'STORE' && !names.includes(name ?? ''))).toEqual([]);
    expect(named.length).toBeGreaterThanOrEqual(names.length);
  });
});
