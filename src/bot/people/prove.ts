import type { webApi } from '@slack/bolt';
import type { Log } from '../../hunter/base/log.js';
import type { Audit } from '../../hunter/office/audit.js';
import { callableLines } from '../../hunter/office/callable-lines.js';
import type { House } from '../../hunter/office/house.js';
import { isPersonal } from '../../hunter/office/links.js';
import type { Begun, Guessed, Proving } from '../../hunter/office/proving.js';
import type { SharedValue } from '../../hunter/office/shared-value.js';
import type { Directory, Extension } from '../../hunter/ports/directory.js';
import type { SpokenOutcome } from '../../hunter/ports/phone.js';
import { linesInUse } from '../../hunter/rules/lines-in-use.js';
import type { HuntState } from '../../hunter/rules/state.js';
import type { Policy } from '../../hunter/terms.js';
import type { SubmitArgs } from '../answering/bindings.js';
import type { GatedNeeds } from '../answering/gate.js';
import { guarded } from '../answering/guarded.js';
import { plainly } from '../slack/mrkdwn.js';
import { acknowledge, tell } from '../slack/tell.js';
import { selectedIn, typedIn } from '../slack/view-values.js';
import { type LinkTools, linkPerson } from './linking.js';
import { type MyViewNeeds, myView } from './me.js';
import { codeView, ME_FIELDS, proveView, sayView } from './me-form.js';
import { extensionTarget, type People } from './people.js';

/** What calling an extension to say a code takes. */
export interface ProveNeeds extends GatedNeeds {
  readonly directory: Directory;
  readonly proving: Pick<Proving, 'begin'>;
  readonly house: Pick<House, 'hold' | 'limits'>;
  /** Ids of lines that are not for hunting. */
  readonly setAside: SharedValue<readonly string[]>;
  readonly openHunts: () => readonly HuntState[];
  readonly policy: Pick<Policy, 'ringMs'>;
  readonly audit: Pick<Audit, 'record'>;
}

/** What checking a code takes. */
export interface CodeNeeds extends GatedNeeds, LinkTools, MyViewNeeds {
  readonly directory: Directory;
  readonly proving: Pick<Proving, 'guess'>;
  readonly people: Pick<People, 'link' | 'identityOf'>;
  readonly client: webApi.WebClient;
  readonly log: Log;
}

const addressee = ({ body }: SubmitArgs) => ({ user: body.user.id });

/** Lines that may call to say a code: not used by a hunt, not set aside, not the extension itself. */
function freeLines({ directory, openHunts, house, setAside }: ProveNeeds, extensionId: string) {
  const inUse = linesInUse(openHunts());
  if (inUse.size >= house.limits().lines) return [];
  const taken = new Set([...inUse, ...setAside.get()]);
  return callableLines(directory).filter((line) => !taken.has(line.id) && line.extensionId !== extensionId);
}

function personal({ directory }: Pick<ProveNeeds, 'directory'>, extensionId: string): Extension | undefined {
  return directory.extensions().find((each) => each.id === extensionId && isPersonal(each));
}

/** Why no call is made, in a sentence. */
function notCalled(begun: Extract<Begun, { begun: false }>): string {
  switch (begun.why) {
    case 'no-line':
      return 'No line is free to call from right now. Try again in a few minutes.';
    case 'under-way':
      return 'A call with a code is already running, to you or to this extension. Wait until it is over.';
    case 'too-many-calls':
      return `That was too many codes for now. Try again at ${new Date(begun.at).toISOString().slice(11, 16)} UTC, or ask your admin to link you.`;
  }
}

/** Why no code was said, in a sentence. */
function notSaid(outcome: Exclude<SpokenOutcome, { outcome: 'spoken' }>, number: string): string {
  switch (outcome.outcome) {
    case 'busy':
      return `Extension ${number} is busy. Hang up there and try again.`;
    case 'unanswered':
      return `Nobody took the call at extension ${number}, so no code was said. Keep its phone at hand and try again.`;
    case 'voicemail':
      return `The voicemail of extension ${number} answered, and I don’t leave the code there. Pick up sooner and try again.`;
    case 'refused':
      return `Extension ${number} could not be called. ${plainly(outcome.reason)} An admin can link you instead with \`/irs-hunt link\`.`;
  }
}

const PAUSED =
  'An admin has paused hunting, so I can’t call now. Try again when hunting resumes, or ask your admin to link you.';

/** “Call it”: rings the extension's phone and asks for the code. */
export function onProveSubmit(needs: ProveNeeds) {
  return guarded<SubmitArgs>(needs, 'prove-submit', addressee, async ({ ack, body, view, client }) => {
    const user = body.user.id;
    const refusal = await needs.gate.refusal('say-who-i-am', user);
    if (refusal !== undefined) return void (await acknowledge(ack, needs.log, updated(sayView(refusal))));
    const fault = (text: string) =>
      acknowledge(ack, needs.log, { response_action: 'errors' as const, errors: { [ME_FIELDS.extension]: text } });
    const extension = personal(needs, selectedIn(view.state.values, ME_FIELDS.extension));
    if (extension === undefined) return void (await fault('This extension is no longer in use. Choose another one.'));
    if (needs.house.hold() !== undefined) return void (await fault(PAUSED));
    const about = `${user}: extension ${extension.number}`;
    const begun = await needs.proving.begin({
      userId: user,
      target: extensionTarget(extension),
      lines: freeLines(needs, extension.id),
      maxRingMs: needs.policy.ringMs,
    });
    if (!begun.begun) {
      needs.audit.record({ by: user, act: 'link', outcome: 'refused', about, why: begun.why });
      return void (await fault(notCalled(begun)));
    }
    await acknowledge(ack, needs.log, updated(codeView(extension)));
    const outcome = await begun.over;
    if (outcome.outcome === 'spoken') return;
    needs.audit.record({
      by: user,
      act: 'link',
      outcome: 'failed',
      about,
      why: `${outcome.outcome}: no code was said`,
    });
    const trouble = notSaid(outcome, plainly(extension.number));
    await client.views.update({ view_id: view.id, view: proveView(trouble) }).catch(async () => {
      // The form is closed, but they may still be waiting at the phone.
      await tell(needs.client, needs.log, { user }, `${trouble} \`/irs-hunt me\` starts over.`);
    });
  });
}

/** Why a code is not accepted: at the field while there are tries left, otherwise in place of the form. */
function notRight(guessed: Guessed): { readonly field: string } | { readonly instead: string } {
  switch (guessed.verdict) {
    case 'wrong':
      return {
        field: `That is not the code. ${guessed.triesLeft === 1 ? 'One try is' : `${guessed.triesLeft} tries are`} left.`,
      };
    case 'not-a-code':
      return { field: 'A code has six digits.' };
    case 'at-it':
      return { field: 'The last code is still being checked. Try again.' };
    case 'used-up':
      return {
        instead: 'That was wrong three times, so this code no longer works. Call the extension again for a new one.',
      };
    default:
      return {
        instead: 'This code was already used or has expired. Call the extension again for a new one.',
      };
  }
}

/** Checks the typed code: if it is right, the extension is theirs. */
export function onCodeSubmit(needs: CodeNeeds) {
  return guarded<SubmitArgs>(needs, 'code-submit', addressee, async ({ ack, body, view, client }) => {
    const user = body.user.id;
    const refusal = await needs.gate.refusal('say-who-i-am', user);
    if (refusal !== undefined) return void (await acknowledge(ack, needs.log, updated(sayView(refusal))));
    const extensionId = view.private_metadata;
    const guessed = await needs.proving.guess(user, extensionId, typedIn(view.state.values, ME_FIELDS.code));
    const extension = personal(needs, extensionId);
    if (guessed.verdict !== 'right' || extension === undefined) {
      const why = notRight(guessed);
      if (guessed.verdict !== 'not-a-code' && guessed.verdict !== 'at-it')
        needs.audit.record({ by: user, act: 'link', outcome: 'refused', why: `code: ${guessed.verdict}` });
      const answer =
        'field' in why
          ? { response_action: 'errors' as const, errors: { [ME_FIELDS.code]: why.field } }
          : updated(proveView(why.instead));
      return void (await acknowledge(ack, needs.log, answer));
    }
    await linkPerson(needs, { userId: user, how: 'code', by: user }, extension);
    const words = `Proved: *extension ${plainly(extension.number)}, ${plainly(extension.name)}* is yours. I’ll ring it when you take a call.`;
    await acknowledge(ack, needs.log, updated(sayView(words)));
    // The form below still shows the earlier extension.
    const root = view.root_view_id;
    if (root !== null && root !== view.id) {
      const below = { view_id: root, view: await myView(needs, user) };
      await client.views.update(below).catch(() => undefined);
    }
  });
}

function updated<V>(view: V) {
  return { response_action: 'update' as const, view };
}
