import type { Happening } from './story.js';
import type { Summary } from './summary.js';

type Teller = (happening: Happening) => string | undefined;

/** What people want to read of a play; happenings that are not here only show with `--json`. */
const TELLERS: Readonly<Record<string, Teller>> = {
  ready: ({ page }) => `The practice world is ready: ${String(page)}`,
  command: ({ person, text }) => `${String(person)} types ${String(text)}`,
  modal: ({ person, title }) => `${String(person)} sees the form “${String(title)}”`,
  click: ({ person, label }) => `${String(person)} clicks “${String(label)}”`,
  message: ({ text }) => `Slack: ${firstLine(text)}`,
  ephemeral: ({ person, text }) => `Slack, for ${String(person)} only: ${firstLine(text)}`,
  'call-dialled': ({ call, line }) => `${String(call)}: line ${String(line)} dials`,
  'call-answered': ({ call }) => `${String(call)}: answered`,
  key: ({ call, key, right }) => `${String(call)}: key ${String(key)}${right === true ? '' : ' (wrong, or too early)'}`,
  hold: ({ call }) => `${String(call)}: on hold`,
  'too-busy': ({ call }) => `${String(call)}: turned away, too busy`,
  'disclosures-begin': ({ call }) => `${String(call)}: disclosures begin`,
  'disclosures-end': ({ call }) => `${String(call)}: disclosures are over`,
  closed: ({ call }) => `${String(call)}: told that the office is closed`,
  'voice-bot': ({ call }) => `${String(call)}: a voice bot asks how it can help`,
  challenge: ({ call }) => `${String(call)}: asked to repeat two words`,
  'challenge-passed': ({ call }) => `${String(call)}: a person has repeated them`,
  'challenge-failed': ({ call }) => `${String(call)}: nobody has repeated them`,
  'callback-offered': ({ call }) => `${String(call)}: offered to be called back`,
  'callback-accepted': ({ call }) => `${String(call)}: the offer is accepted`,
  'callback-digits': ({ call, count, right, person }) =>
    `${String(call)}: ${String(count)} digits entered, ${right === true ? `the number of ${String(person)}` : 'no number of the firm'}`,
  'callback-confirmed': ({ call }) => `${String(call)}: the callback is confirmed`,
  'callback-not-taken': ({ call }) => `${String(call)}: the offer is not taken`,
  'rare-announcement': ({ call }) => `${String(call)}: a recording that is rarely said`,
  'agent-speaks': ({ call }) => `${String(call)}: AN AGENT SPEAKS`,
  'agent-heard-courtesy': ({ call }) => `${String(call)}: the agent hears a courtesy phrase`,
  'agent-asks-hello': ({ call }) => `${String(call)}: the agent asks “hello?”`,
  'agent-left': ({ call }) => `${String(call)}: the agent hangs up`,
  'hand-over-request': ({ call, way }) => `${String(call)}: hand-over asked for (${String(way)})`,
  'phone-rings': ({ person }) => `The phone of ${String(person)} rings`,
  'phone-prompted': ({ person }) => `${String(person)} picks up and is asked to press 1`,
  'phone-picked-up': ({ person }) => `${String(person)} picks up`,
  'carrier-mailbox': ({ person }) => `The mobile's mailbox picks up for ${String(person)}`,
  'phone-hears': ({ person }) => `${String(person)} hears sound on the phone`,
  'taker-agent-audio': ({ person, call }) => `${String(call)}: ${String(person)} AND THE AGENT HEAR EACH OTHER`,
  'call-over': ({ call, by }) => `${String(call)}: over (${String(by)})`,
  'bot-killed': () => 'The bot is killed',
  'redis-killed': () => 'Redis is killed',
  'redis-started': () => 'Redis is there again, empty',
  'bot-asked-to-stop': () => 'The bot was asked to stop, and has',
  'brought-back': ({ call, way }) => `${String(call)}: goes on in another process (${String(way)})`,
  inaudible: ({ ms }) => `A call was inaudible for ${(Number(ms) / 1000).toFixed(1)} s`,
  'bot-started': () => 'The bot is started again',
  'offer-without-agent': ({ offered_t_ms }) =>
    `The offer at ${(Number(offered_t_ms) / 1000).toFixed(1)} s came before any agent spoke`,
  'not-over': ({ reason }) => `NOT OVER: ${String(reason)}`,
  'not-shown': ({ check }) => `NOT SHOWN: ${String(check)}`,
  failed: ({ reason }) => `FAILED: ${String(reason)}`,
};

/** One line for people; undefined when the happening is of no interest to them. */
export function readable(happening: Happening): string | undefined {
  const text = TELLERS[happening.what]?.(happening);
  return text === undefined ? undefined : `${(happening.t_ms / 1000).toFixed(1).padStart(6)} s  ${text}`;
}

export function readableSummary(summary: Summary): string {
  const { light, medium, heavy, auth } = summary.rest_requests;
  const ms = (value: number | null): string => (value === null ? '–' : `${value} ms`);
  return `
${summary.scenario} (seed ${summary.seed}): ${summary.outcome}${summary.outcome === summary.expected ? ', as expected' : `, expected ${summary.expected}`}
  agent spoke → offer     ${ms(summary.agent_to_offer_ms)}
  claim → transfer asked  ${ms(summary.claim_to_transfer_ms)}
  claim → they talk       ${ms(summary.claim_to_audio_ms)}
  pick-up → they talk     ${ms(summary.pickup_to_audio_ms)}
  phones                  ${phones(summary)}
  calls                   ${summary.calls_dialled} dialled, ${summary.calls_dropped} dropped, ${summary.calls_alive} alive
  RingCentral requests    ${light} light, ${medium} medium, ${heavy} heavy, ${auth} auth; ${summary.rest_429} refused (429)`;
}

/** How often each person was rung, who was hung up on, and the longest silence anybody heard. */
function phones({ rings, hung_up_on_taker, silence }: Summary): string {
  const rang = rings.map(({ person, times }) => `${person} rang ${times} time(s)`).join(', ') || 'none rang';
  const longest = (who: 'agent' | 'taker'): string => {
    const heard = silence.filter((each) => each.who === who).map((each) => each.ms);
    return heard.length === 0 ? '–' : `${(Math.max(...heard) / 1000).toFixed(1)} s`;
  };
  return `${rang}; ${hung_up_on_taker} hung up on; silence: agent ${longest('agent')}, taker ${longest('taker')}`;
}

const firstLine = (text: unknown): string => String(text).split('\n')[0] ?? '';
