import { App, LogLevel, SocketModeReceiver } from '@slack/bolt';
import { WebClient } from '@slack/web-api';
import { startSlack } from '../../../sandbox/slack/slack.js';
import { Story } from '../../../sandbox/story.js';
import type { Slack, SlackOptions } from '../../../sandbox/world.js';

export const DANA = 'U0DANA';
export const SAM = 'U0SAM';
export const CALLS = 'C0CALLS';

export const PEOPLE: SlackOptions['people'] = [
  { slackId: DANA, name: 'Dana Reyes', email: 'dana@example.com', extensionId: '101101', extensionNumber: '101' },
  { slackId: SAM, name: 'Sam Ortiz', email: 'sam@example.com', extensionId: '102102', extensionNumber: '102' },
];

/** A practice Slack for a test, with its story. */
export async function practiceSlack(options: Partial<SlackOptions> = {}): Promise<{ slack: Slack; story: Story }> {
  const story = new Story();
  const slack = await startSlack({ story, people: PEOPLE, mode: 'socket', port: 0, ...options });
  return { slack, story };
}

/** A real Web API client that never tries again. */
export function clientOf(slack: Slack): WebClient {
  return new WebClient(slack.env.SLACK_BOT_TOKEN, {
    slackApiUrl: slack.env.SLACK_API_URL ?? '',
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logLevel: LogLevel.ERROR,
  });
}

/** A real Bolt app in Socket Mode; `listen` adds its listeners. */
export async function socketBot(
  slack: Slack,
  listen: (app: App) => void,
): Promise<{ app: App; stop: () => Promise<void> }> {
  const clientOptions = { slackApiUrl: slack.env.SLACK_API_URL ?? '', retryConfig: { retries: 0 } };
  const receiver = new SocketModeReceiver({
    appToken: slack.env.SLACK_APP_TOKEN ?? '',
    logLevel: LogLevel.ERROR,
    installerOptions: { clientOptions },
  });
  const app = new App({
    token: slack.env.SLACK_BOT_TOKEN ?? '',
    receiver,
    clientOptions,
    logLevel: LogLevel.ERROR,
    deferInitialization: true,
  });
  await app.init();
  listen(app);
  await app.start();
  return { app, stop: async () => void (await receiver.client.disconnect()) };
}

/** A real Bolt app over signed HTTP, and the address it listens on. */
export async function httpBot(
  slack: Slack,
  listen: (app: App) => void,
): Promise<{ app: App; url: string; stop: () => Promise<void> }> {
  const app = new App({
    token: slack.env.SLACK_BOT_TOKEN ?? '',
    signingSecret: slack.env.SLACK_SIGNING_SECRET ?? '',
    clientOptions: { slackApiUrl: slack.env.SLACK_API_URL ?? '', retryConfig: { retries: 0 } },
    logLevel: LogLevel.ERROR,
    deferInitialization: true,
  });
  await app.init();
  listen(app);
  const server = await app.start({ port: 0, host: '127.0.0.1' });
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return { app, url: `http://127.0.0.1:${port}`, stop: async () => void (await app.stop()) };
}
