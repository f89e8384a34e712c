import { useId } from 'react';
import { fieldsOf } from '../forms.js';
import { type Json, wordsOf } from '../json.js';
import { Choices } from './choices.js';
import { FieldControl } from './field-control.js';
import { useCurrentSurface } from './surface.js';

const GROUPS = ['radio_buttons', 'checkboxes'];

/** A field of a form: label, element, hint and what is wrong with it. */
export function InputBlock({ block }: { readonly block: Json }) {
  const { errors } = useCurrentSurface();
  const id = useId();
  const field = fieldsOf([block])[0];
  if (!field) return <p className="empty">A field that this page cannot draw: {wordsOf(block.label)}</p>;
  const error = errors[field.blockId];
  const hint = wordsOf(block.hint);
  const label = (
    <>
      {field.label}
      {field.optional && <span className="optional"> (optional)</span>}
    </>
  );
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ');
  const below = (
    <>
      {error && (
        <p className="field-error" id={`${id}-error`} role="alert">
          {error}
        </p>
      )}
      {hint && (
        <p className="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </>
  );
  if (GROUPS.includes(String(field.element.type)))
    return (
      <fieldset className={error ? 'field wrong' : 'field'} aria-describedby={described || undefined}>
        <legend>{label}</legend>
        <Choices field={field} />
        {below}
      </fieldset>
    );
  return (
    <div className={error ? 'field wrong' : 'field'}>
      <label htmlFor={id}>{label}</label>
      <FieldControl field={field} name={field.label} id={id} invalid={Boolean(error)} describedBy={described} />
      {below}
    </div>
  );
}
