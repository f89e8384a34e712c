import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { valueKey } from '../forms.js';
import { type Json, wordsOf } from '../json.js';
import type { ControlProps } from './control.js';
import { chosenOf, useOffered } from './options.js';
import { useCurrentSurface } from './surface.js';

interface Props extends ControlProps {
  /** Options that the page knows itself: people, channels. The bot gets their ids. */
  readonly known?: readonly Json[];
}

/** A select that can be searched: one or several options, in place or asked from the bot. */
export function Select({ field, name, id, invalid, describedBy, known }: Props) {
  const { values, change } = useCurrentSurface();
  const [open, setOpen] = useState(false);
  const [typed, setTyped] = useState('');
  const [active, setActive] = useState(0);
  const listId = useId();
  const list = useRef<HTMLDivElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const { element } = field;
  const isMulti = String(element.type).startsWith('multi_');
  const value = values[field.blockId]?.[field.actionId]?.[valueKey(element)];
  const chosen = known ? known.filter((option) => [value].flat().includes(option.value)) : chosenOf(value);
  const { options, words } = useOffered(field, open, typed, known);
  const most = Number(element.max_selected_items ?? Number.POSITIVE_INFINITY);

  useEffect(() => {
    if (open) list.current?.scrollIntoView({ block: 'nearest' });
  }, [open]);

  const put = (next: readonly Json[]): void => {
    const told = known ? next.map((option) => option.value) : next;
    change(field, isMulti ? told : (told[0] ?? null));
  };
  const isChosen = (option: Json): boolean => chosen.some((each) => each.value === option.value);
  const choose = (option: Json | undefined): void => {
    if (!option) return;
    if (!isMulti) put([option]);
    else if (isChosen(option)) put(chosen.filter((each) => each.value !== option.value));
    else if (chosen.length < most) put([...chosen, option]);
    setTyped('');
    if (!isMulti) setOpen(false);
    input.current?.focus();
  };
  const onKey = (event: KeyboardEvent): void => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      setOpen(true);
      setActive((old) => (old + (event.key === 'ArrowDown' ? 1 : -1) + options.length) % Math.max(1, options.length));
    } else if (event.key === 'Enter') {
      event.preventDefault();
      if (open) choose(options[active]);
      else setOpen(true);
    } else if (event.key === 'Escape' && open) {
      // Closes the list, not the form around it.
      event.preventDefault();
      event.stopPropagation();
      setOpen(false);
    } else if (event.key === 'Backspace' && typed === '' && isMulti) put(chosen.slice(0, -1));
  };

  const shown = open || isMulti ? typed : wordsOf(chosen[0]?.text);
  const hint = wordsOf(element.placeholder) || (isMulti ? 'Choose…' : 'Choose an option…');
  return (
    <div className={invalid ? 'select wrong' : 'select'}>
      <div className="select-box">
        {isMulti &&
          chosen.map((option) => (
            <span key={String(option.value)} className="token">
              {wordsOf(option.text)}
              <button type="button" aria-label={`Remove ${wordsOf(option.text)}`} onClick={() => choose(option)}>
                ✕
              </button>
            </span>
          ))}
        <input
          ref={input}
          id={id}
          role="combobox"
          autoComplete="off"
          value={shown}
          placeholder={isMulti && chosen.length > 0 ? '' : hint}
          aria-label={id ? undefined : name || hint}
          aria-expanded={open}
          aria-controls={listId}
          aria-autocomplete="list"
          aria-activedescendant={open && options[active] ? `${listId}-${active}` : undefined}
          aria-invalid={invalid || undefined}
          aria-describedby={describedBy || undefined}
          onBlur={() => setOpen(false)}
          onClick={() => setOpen(true)}
          onChange={(event) => {
            setTyped(event.target.value);
            setActive(0);
            setOpen(true);
          }}
          onKeyDown={onKey}
        />
        <span className="chevron" aria-hidden="true">
          ▾
        </span>
      </div>
      {open && (
        <div
          className="options"
          id={listId}
          ref={list}
          role="listbox"
          aria-label="Options"
          aria-multiselectable={isMulti}
          tabIndex={-1}
        >
          {words && <p className="options-words">{words}</p>}
          {options.map((option, index) => (
            <div
              key={String(option.value)}
              id={`${listId}-${index}`}
              role="option"
              tabIndex={-1}
              aria-selected={isChosen(option)}
              className={index === active ? 'option active' : 'option'}
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => choose(option)}
              onKeyDown={onKey}
            >
              <span>
                {wordsOf(option.text)}
                {wordsOf(option.description) && <small>{wordsOf(option.description)}</small>}
              </span>
              {isChosen(option) && <span aria-hidden="true">✓</span>}
            </div>
          ))}
        </div>
      )}
    </div>
  );
}
