import { useEffect, useId, useRef } from 'react';
import { type Json, wordsOf } from '../json.js';

/** “Are you sure?”, as a button may ask. */
export function Confirm({ confirm, onAnswer }: { readonly confirm: Json; readonly onAnswer: (yes: boolean) => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const title = useId();
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} className="confirm" aria-labelledby={title} onCancel={() => onAnswer(false)}>
      <h2 id={title}>{wordsOf(confirm.title)}</h2>
      <p>{wordsOf(confirm.text)}</p>
      <div className="dialog-foot">
        <button type="button" className="button" onClick={() => onAnswer(false)}>
          {wordsOf(confirm.deny) || 'Cancel'}
        </button>
        <button
          type="button"
          className={`button ${confirm.style === 'danger' ? 'danger' : 'primary'} filled`}
          onClick={() => onAnswer(true)}
        >
          {wordsOf(confirm.confirm) || 'Yes'}
        </button>
      </div>
    </dialog>
  );
}
