import { PhoneMark } from './avatar.js';
import { usePage } from './page-context.js';

const WORDS = { idle: 'Idle', ringing: 'Ringing…', talking: 'On the phone' } as const;

const KEYS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '0', '#'] as const;

/** The desk phone of the person you play: rings, is picked up, has keys to press, is hung up. */
export function DeskPhone() {
  const { snapshot, act } = usePage();
  const you = snapshot.people.find((person) => person.id === snapshot.you);
  if (!you?.phone) return null;
  return (
    <section className={`phone ${you.phone}`} aria-label={`Desk phone of ${you.name}`}>
      <span className="phone-mark" aria-hidden="true">
        <PhoneMark />
      </span>
      <div className="phone-words">
        <strong>Desk phone · ext. {you.extension}</strong>
        <span role="status">{WORDS[you.phone]}</span>
        {you.hears && <output>hears: {you.hears}</output>}
      </div>
      {you.phone === 'ringing' && (
        <button
          type="button"
          className="button primary filled"
          onClick={() => void act({ kind: 'phone', press: 'pick-up' })}
        >
          Pick up
        </button>
      )}
      {you.phone === 'talking' && (
        <fieldset className="keypad">
          <legend>Keypad</legend>
          {KEYS.map((key) => (
            <button
              key={key}
              type="button"
              className="button"
              aria-label={`Phone key ${key}`}
              onClick={() => void act({ kind: 'phone-key', key })}
            >
              {key}
            </button>
          ))}
        </fieldset>
      )}
      {you.phone !== 'idle' && (
        <button
          type="button"
          className="button danger filled"
          onClick={() => void act({ kind: 'phone', press: 'hang-up' })}
        >
          {you.phone === 'talking' ? 'Hang up' : 'Decline'}
        </button>
      )}
    </section>
  );
}
