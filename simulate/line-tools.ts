import type { Log } from '../src/hunter/base/log.js';
import type { Store } from '../src/hunter/ports/store.js';
import { ControlRights } from '../src/phone/account/control-rights.js';
import { Sessions } from '../src/phone/account/sessions.js';
import { SavedConsults } from '../src/phone/hand-over/saved-consults.js';
import type { WarmTools } from '../src/phone/hand-over/warm.js';
import { Legs } from '../src/phone/softphone/legs.js';
import { createCallControl } from './call-control.js';
import type { Exchange } from './exchange.js';
import type { Machine } from './machine.js';
import type { RestClient } from './ringcentral.js';
import { clipOf } from './softphone.js';
import type { World } from './world.js';

interface Outside {
  readonly world: World;
  readonly machine: Machine;
  readonly exchange: Exchange;
  readonly rest: RestClient;
  readonly store: Store;
  readonly log: Log;
}

/** The tools for the calls of a process's lines: the real ones, on the simulated network and store. */
export type SimTools = WarmTools & Required<Pick<WarmTools, 'consults'>>;

export function createLineTools({ world, machine, exchange, rest, store, log }: Outside): SimTools {
  const { clock } = machine;
  const ownsLine = world.scenario.control === 'owner';
  return {
    sessions: new Sessions(createCallControl(world, machine.name, exchange, rest)),
    legs: new Legs(),
    controlRights: new ControlRights({
      ...{ store, clock, log, scope: 'simulated' },
      actingFor: (extensionId) => ({ userId: ownsLine ? extensionId : 'administrator', ownsLine }),
    }),
    consults: new SavedConsults(store, log),
    phrases: clipOf,
    clock,
    log,
  };
}
