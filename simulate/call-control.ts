import type { RestApi, RestRequest } from '../src/phone/account/rest.js';
import { textOf } from '../src/phone/api/readers.js';
import type { Exchange, Session } from './exchange.js';
import { Refused, type RestClient } from './ringcentral.js';
import { type Boundary, personAt } from './scenario.js';
import type { TakerCall, TakerState } from './taker-phones.js';
import type { World } from './world.js';

const SESSIONS = '/restapi/v1.0/account/~/telephony/sessions/';
/** RingCentral still shows a call for a while after it ended. */
const SHOWN_FOR_MS = 30_000;
const BOUNDARIES: Readonly<Record<string, Boundary>> = { POST: 'bridge', DELETE: 'drop' };

/** What one process asks RingCentral about telephony sessions, answered with what is really on the network. */
export function createCallControl(world: World, process: string, exchange: Exchange, client: RestClient): RestApi {
  const { clock, scenario } = world;
  const chance = world.chance.fork();
  const isPast = (since: number): boolean => clock.now() - since > SHOWN_FOR_MS;

  const partiesOf = (id: string): readonly object[] => {
    const session = exchange.session(id);
    if (session !== undefined && !(session.isOver && isPast(session.overAt))) return partiesOfCall(session);
    const ring = exchange.takers.call(id);
    if (ring !== undefined && !(ring.state === 'over' && isPast(ring.since))) return partiesOfRing(ring);
    throw new Refused(404);
  };

  /** Everyone may look, but controlling a call needs the right to. */
  const control = ({ method, body = {} }: RestRequest, id: string, action: string): object => {
    const session = exchange.session(id);
    const ring = exchange.takers.call(id);
    partiesOf(id);
    if (scenario.control === 'refused') throw new Refused(403, 'TAS-106');
    if (method === 'PATCH') return {};
    if (method === 'DELETE') {
      if (session !== undefined) exchange.cut(session, process);
      if (ring !== undefined) exchange.takers.end(ring, 'us', process);
      return {};
    }
    if (session === undefined) throw new Refused(404);
    if (!world.isCalm && chance.happens(scenario.controlUnready)) throw new Refused(409);
    const other = exchange.takers.call(textOf(body.telephonySessionId) ?? '');
    const taker = personAt(textOf(body.extensionNumber) ?? '');
    const isDone =
      action === 'bridge'
        ? other !== undefined && exchange.join(session, other, 'bridge', process)
        : taker !== undefined && exchange.move(session, taker, 'transfer');
    if (!isDone) throw new Refused(409);
    return {};
  };

  return {
    available: (group, priority) => client.pacer.available(group, priority),
    send(request) {
      const { method, path, group, priority, doing } = request;
      const [id = '', , , action = ''] = path.slice(SESSIONS.length).split('/').map(decodeURIComponent);
      const boundary = BOUNDARIES[method] ?? 'look';
      const effect = () => (method === 'GET' ? { id, parties: partiesOf(id) } : control(request, id, action));
      return client.send({ boundary, group, priority, doing, effect });
    },
  };
}

/** Our own party, the far end, and the party the far end was transferred to. */
function partiesOfCall({ callId, isOver, isAnswered, taker, movedTo, blindly }: Session): readonly object[] {
  const farEnd = isOver ? GONE : isAnswered ? ANSWERED : PROCEEDING;
  const left = movedTo !== undefined ? MOVED : taker !== undefined ? JOINED : undefined;
  return [
    party(`p-${callId}`, 'Outbound', left ?? (isOver ? GONE : isAnswered ? ANSWERED : SETUP)),
    party(`p-${callId}-2`, 'Inbound', farEnd),
    ...(blindly === undefined ? [] : [party(`p-${callId}-3`, 'Inbound', CALLEE[blindly.state])]),
  ];
}

/** The caller counts as answered at once, whatever happens to the call; the party being rung appears a little later. */
function partiesOfRing({ id, state }: TakerCall): readonly object[] {
  const own = party(`${id}-1`, 'Outbound', state === 'joined' ? JOINED : state === 'over' ? GONE : ANSWERED);
  return state === 'setup' ? [own] : [own, party(`${id}-2`, 'Inbound', CALLEE[state])];
}

interface Status {
  readonly code: string;
  readonly reason?: string;
}

const SETUP: Status = { code: 'Setup' };
const PROCEEDING: Status = { code: 'Proceeding' };
const ANSWERED: Status = { code: 'Answered' };
const GONE: Status = { code: 'Disconnected' };
const MOVED: Status = { code: 'Disconnected', reason: 'BlindTransfer' };
const JOINED: Status = { code: 'Gone', reason: 'AttendedTransfer' };

const CALLEE: Readonly<Record<TakerState, Status>> = {
  setup: SETUP,
  ringing: PROCEEDING,
  answered: ANSWERED,
  joined: ANSWERED,
  voicemail: { code: 'VoiceMail' },
  busy: { code: 'Disconnected', reason: 'TargetBusy' },
  declined: { code: 'Disconnected', reason: 'Rejected' },
  over: GONE,
};

function party(id: string, direction: 'Outbound' | 'Inbound', status: Status): object {
  return { id, direction, muted: false, status };
}
