import type { Play } from './play.js';
import type { Person } from './world.js';

const FORM_WITHIN_MS = 8_000;
/** Ringing, picking up, and the first reading. */
const HEARD_WITHIN_MS = 40_000;
const CODE_DIGITS = 6;

/** `/irs-hunt me`: a person says which extension is theirs, hears the code on its phone and types it. */
export async function proveExtension(play: Play, person: Person): Promise<void> {
  const { slack, ringCentral } = play.practice;
  const { hands } = slack;
  const shows = (words: string) =>
    play.until(
      () => (JSON.stringify(hands.modal(person.slackId)?.blocks ?? []).includes(words) ? true : undefined),
      FORM_WITHIN_MS,
      `a form that says “${words}”`,
    );
  await play.command(person, '/irs-hunt me');
  await shows('No phone extension has your Slack e-mail address');
  const me = await hands.awaitModal(person.slackId, FORM_WITHIN_MS, 'Who you are');
  await me.press('Say which extension is mine');
  const prove = await hands.awaitModal(person.slackId, FORM_WITHIN_MS, 'Prove an extension');
  await prove.fill('Your extension', `${person.extensionNumber} `);
  accepted(await prove.submit());
  await shows('is ringing');
  const code = await play.until(
    () => {
      const [reading = ''] = ringCentral.phoneOf(person.slackId).hears.split(' | ');
      return reading.replaceAll(' ', '').length === CODE_DIGITS ? reading : undefined;
    },
    HEARD_WITHIN_MS,
    'a code to be heard',
  );
  const form = await hands.awaitModal(person.slackId, FORM_WITHIN_MS, 'Prove an extension');
  await form.fill('The code you hear', code);
  accepted(await form.submit());
  await shows('Proved');
  await play.until(
    () => (ringCentral.phoneOf(person.slackId).state === 'idle' ? true : undefined),
    HEARD_WITHIN_MS,
    'the phone to be hung up',
  );
}

function accepted(errors: Readonly<Record<string, string>>): void {
  const wrong = Object.values(errors);
  if (wrong.length > 0) throw new Error(`the form was refused: ${wrong.join('; ')}`);
}
