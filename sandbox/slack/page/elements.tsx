import { useState } from 'react';
import { type Field, pressedButton } from '../forms.js';
import { isObject, type Json, objectsOf, textOf, wordsOf } from '../json.js';
import { Confirm } from './confirm.js';
import { FieldControl } from './field-control.js';
import { useCurrentSurface } from './surface.js';

interface Props {
  readonly blockId: string;
  readonly element: Json;
  readonly field: Field | undefined;
  /** Read aloud where the element has no words of its own. */
  readonly name: string;
}

/** An element in a message, an actions block or beside a section. */
export function Element({ blockId, element, field, name }: Props) {
  if (field) return <FieldControl field={field} name={name} />;
  if (element.type === 'overflow') return <Overflow blockId={blockId} element={element} />;
  return <Button blockId={blockId} element={element} />;
}

function Button({ blockId, element }: { readonly blockId: string; readonly element: Json }) {
  const { press } = useCurrentSurface();
  const [busy, setBusy] = useState(false);
  const [asking, setAsking] = useState(false);
  const go = async (): Promise<void> => {
    setBusy(true);
    const url = textOf(element.url);
    if (url) window.open(url, '_blank', 'noopener');
    await press(blockId, element, pressedButton(element));
    setBusy(false);
  };
  return (
    <>
      <button
        type="button"
        className={`button ${textOf(element.style) ?? ''}`}
        aria-label={textOf(element.accessibility_label)}
        aria-busy={busy}
        data-action-id={String(element.action_id)}
        onClick={() => (isObject(element.confirm) ? setAsking(true) : void go())}
      >
        {wordsOf(element.text)}
      </button>
      {asking && isObject(element.confirm) && (
        <Confirm
          confirm={element.confirm}
          onAnswer={(yes) => {
            setAsking(false);
            if (yes) void go();
          }}
        />
      )}
    </>
  );
}

function Overflow({ blockId, element }: { readonly blockId: string; readonly element: Json }) {
  const { press } = useCurrentSurface();
  return (
    <details className="overflow">
      <summary aria-label="More actions">⋯</summary>
      <ul>
        {objectsOf(element.options).map((option) => (
          <li key={String(option.value)}>
            <button
              type="button"
              onClick={(event) => {
                event.currentTarget.closest('details')?.removeAttribute('open');
                void press(blockId, element, { selected_option: option });
              }}
            >
              {wordsOf(option.text)}
            </button>
          </li>
        ))}
      </ul>
    </details>
  );
}
