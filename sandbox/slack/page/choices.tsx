import { useId } from 'react';
import { type Field, optionsOf, valueKey } from '../forms.js';
import { type Json, wordsOf } from '../json.js';
import { chosenOf } from './options.js';
import { useCurrentSurface } from './surface.js';

interface Props {
  readonly field: Field;
  /** Read aloud; not given where a legend around it says so already. */
  readonly name?: string;
}

/** Radio buttons or checkboxes. */
export function Choices({ field, name }: Props) {
  const { values, change } = useCurrentSurface();
  const group = useId();
  const { element } = field;
  const isRadio = element.type === 'radio_buttons';
  const chosen = chosenOf(values[field.blockId]?.[field.actionId]?.[valueKey(element)]);
  const isChosen = (option: Json): boolean => chosen.some((each) => each.value === option.value);
  const toggle = (option: Json): void => {
    if (isRadio) change(field, option);
    else change(field, isChosen(option) ? chosen.filter((each) => each.value !== option.value) : [...chosen, option]);
  };
  const Group = name ? 'fieldset' : 'div';
  return (
    <Group className="choices" {...(name && { 'aria-label': name })}>
      {optionsOf(element).map((option) => (
        <label key={String(option.value)}>
          <input
            type={isRadio ? 'radio' : 'checkbox'}
            name={group}
            checked={isChosen(option)}
            onChange={() => toggle(option)}
          />
          <span>
            {wordsOf(option.text)}
            {wordsOf(option.description) && <small>{wordsOf(option.description)}</small>}
          </span>
        </label>
      ))}
    </Group>
  );
}
