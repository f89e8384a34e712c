import { ACTIONS, readValue } from '../src/bot/answering/button-value.js';
import type { Request } from '../src/hunter/rules/commands.js';
import type { HuntChange } from '../src/hunter/run/hunts.js';
import type { Bot, Outside } from './bot.js';
import type { Happening } from './observed.js';
import { deskOf, people } from './scenario.js';
import { buttonsOf, type Shown } from './slack.js';

/** The staff: they click on what they see in Slack, some late, some twice, some not at all. */
export interface People {
  /** Called for everything that happens; people hear or see some of it themselves. */
  see(happening: Happening): void;
}

const SECOND_MS = 1_000;
const NUMBER = '+12025550143';

export function createPeople({ world, slack, exchange }: Outside, bots: () => readonly Bot[]): People {
  const { clock, observe } = world;
  const chance = world.chance.fork();
  const seen = new Set<string>();
  let clicks = 0;

  const wait = (ms: number, act: () => void): void => void clock.setTimer(act, ms);
  const someBot = (): Bot | undefined => {
    const up = bots().filter(({ machine }) => machine.isAlive);
    return up.length === 0 ? undefined : chance.pick(up);
  };

  /** Slack delivers a click to one of the processes, sometimes twice. */
  const ask = (who: string, button: string, huntId: string, request: Request, late: boolean): void => {
    const deliver = (): void => {
      const bot = someBot();
      if (bot === undefined) return;
      const { machine, hunts } = bot;
      observe({ what: 'clicked', who, button, process: machine.name, late });
      const reply = (words: string) => observe({ what: 'answered', who, words });
      machine.hear(() => {
        hunts.request(huntId, request).then(
          (change) => reply(answerTo(request, change)),
          () => reply('it did not work, try again'),
        );
      });
    };
    deliver();
    if (chance.happens(0.1)) wait(chance.between(0, 3 * SECOND_MS), deliver);
  };

  const take = (who: string, message: Shown, value: string): void => {
    const { hunt, offer } = readValue(value) ?? {};
    if (hunt === undefined || offer === undefined) return;
    const late = !buttonsOf(message).some(({ action }) => action === ACTIONS.take);
    clicks += 1;
    const claim = {
      type: 'claim',
      offerId: offer,
      claimId: `click-${clicks}`,
      by: who,
      ringTarget: deskOf(who),
    } as const;
    ask(who, 'Take the call', hunt, claim, late);
  };

  slack.onShown((message) => {
    for (const { action, value } of buttonsOf(message)) {
      const key = `${message.ts} ${action} ${value}`;
      if (seen.has(key)) continue;
      seen.add(key);
      if (action === ACTIONS.take) {
        for (const who of people) {
          if (!chance.happens(0.4)) continue;
          wait(chance.pick([1, 4, 10, 25, 70]) * SECOND_MS + chance.between(-900, 900), () =>
            take(who, message, value),
          );
        }
      } else pressOther(action, value);
    }
  });

  const pressOther = (action: string, value: string): void => {
    const { hunt, call, offer } = readValue(value) ?? {};
    if (hunt === undefined) return;
    const who = chance.pick(people);
    const soon = (request: Request, button: string): void =>
      wait(chance.between(2, 20) * SECOND_MS, () => ask(who, button, hunt, request, false));
    if (action === ACTIONS.press && call !== undefined && chance.happens(0.6))
      soon({ type: 'press-for-me', callId: call, by: who }, 'Press for me');
    if (action === ACTIONS.callMeBack && call !== undefined && chance.happens(0.5))
      soon({ type: 'choose-callback', callId: call, choice: 'call-me-back', number: NUMBER, by: who }, 'Call me back');
    if (action === ACTIONS.keepHolding && call !== undefined && chance.happens(0.2))
      soon({ type: 'choose-callback', callId: call, choice: 'keep-holding', by: who }, 'Keep holding');
    if (action === ACTIONS.notPerson && offer !== undefined && chance.happens(0.08))
      soon({ type: 'not-a-person', offerId: offer, by: who }, 'Not a person');
  };

  const vouch = (callId: string): void => {
    const session = exchange.sessions().find((each) => each.callId === callId);
    if (session === undefined || session.isOver || session.hasLeg || !session.farEnd.agentIsThere) return;
    const who = chance.pick(people);
    const huntId = huntOf.get(callId);
    if (huntId !== undefined) ask(who, 'I hear someone', huntId, { type: 'vouch', callId, by: who }, false);
  };
  const huntOf = new Map<string, string>();

  return {
    see(happening) {
      if (happening.what === 'recorded') {
        for (const event of happening.events)
          if (event.type === 'call-began') huntOf.set(event.callId, happening.huntId);
      }
      // Somebody listening in on a call the bot cannot hear.
      if (happening.what === 'agent-came' && chance.happens(0.5)) {
        const { callId } = happening;
        wait(chance.between(1, 8) * SECOND_MS, () => vouch(callId));
      }
    },
  };
}

function answerTo(request: Request, change: HuntChange | undefined): string {
  if (change === undefined) return 'there is no such hunt';
  if (request.type !== 'claim') return change.events.length > 0 ? 'done' : 'nothing to do';
  const own = change.events.find((event) => 'claimId' in event && event.claimId === request.claimId);
  return own?.type === 'offer-claimed' ? 'the call is yours' : 'too late, or taken';
}
