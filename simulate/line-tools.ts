import type { Log } from '../src/hunter/base/log.js';
import type { Store } from '../src/hunter/ports/store.js';
import { ControlRights } from '../src/phone/account/control-rights.js';
import { Sessions } from '../src/phone/account/sessions.js';
import type { LineTools } from '../src/phone/call/line-tools.js';
import { SavedConsults } from '../src/phone/kept/saved-consults.js';
import { Legs } from '../src/phone/softphone/legs.js';
import { createCallControl } from './call-control.js';
import type { Exchange } from './exchange.js';
import type { Machine } from './machine.js';
import type { RestClient } from './ringcentral.js';
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
export type SimTools = LineTools & Required<Pick<LineTools, 'controlRights' | 'consults'>>;

export function createLineTools({ world, machine, exchange, rest, store, ...outside }: Outside): SimTools {
  const { clock } = machine;
  // They use these three log levels and nothing else of the logger.
  const log = outside.log as never;
  const ownsLine = world.scenario.control === 'owner';
  return {
    sessions: new Sessions(createCallControl(world, machine.name, exchange, rest)),
    legs: new Legs(),
    pacer: rest.pacer,
    controlRights: new ControlRights({
      ...{ store, clock, log, scope: 'simulated' },
      actingFor: (extensionId) => ({ userId: ownsLine ? extensionId : 'administrator', ownsLine }),
    }),
    consults: new SavedConsults(store),
    clock,
    log,
  };
}
