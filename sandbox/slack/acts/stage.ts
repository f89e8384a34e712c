import { handleOf } from '../api/people.js';
import type { Delivery } from '../delivery.js';
import { APP, TEAM } from '../ids.js';
import type { Json } from '../json.js';
import type { ResponseUrls } from '../response-urls.js';
import type { Triggers } from '../triggers.js';
import type { Views } from '../views.js';
import type { Workspace } from '../workspace.js';

/** What a person's act works with. */
export interface Stage {
  readonly workspace: Workspace;
  readonly views: Views;
  readonly triggers: Triggers;
  readonly urls: ResponseUrls;
  readonly delivery: Delivery;
  /** The slash commands that the app has. */
  readonly commands: readonly string[];
}

/** The fields that every interaction carries. */
export function common(stage: Stage, person: string): Json {
  const known = stage.workspace.person(person);
  const name = known ? handleOf(known) : person;
  return {
    user: { id: person, username: name, name, team_id: TEAM.id },
    team: { id: TEAM.id, domain: TEAM.domain },
    enterprise: null,
    is_enterprise_install: false,
    api_app_id: APP.id,
    token: 'deprecated-verification-token',
  };
}

/** Reports how soon the bot acknowledged. */
export function tellAck(stage: Stage, kind: string, acknowledgedMs: number | null): void {
  stage.workspace.story.tell('ack', {
    kind,
    ms: acknowledgedMs === null ? null : Math.round(acknowledgedMs * 10) / 10,
  });
}
