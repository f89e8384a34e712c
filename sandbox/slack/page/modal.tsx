import { useEffect, useId, useRef, useState } from 'react';
import { objectsOf, wordsOf } from '../json.js';
import type { PageView } from '../page-protocol.js';
import { Blocks } from './blocks.js';
import { usePage } from './page-context.js';
import { DeskPhone } from './phone.js';
import { SurfaceContext, useSurface } from './surface.js';

/** The form on top. */
export function Modal({ view }: { readonly view: PageView }) {
  const { act, snapshot } = usePage();
  const blocks = objectsOf(view.given.blocks);
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({});
  const [trouble, setTrouble] = useState<string>();
  const [busy, setBusy] = useState(false);
  const surface = useSurface({ viewId: view.id }, blocks, errors, (blockId) =>
    setErrors(({ [blockId]: _, ...others }) => others),
  );
  const dialog = useRef<HTMLDialogElement>(null);
  const title = useId();
  useEffect(() => {
    if (dialog.current?.open) return;
    dialog.current?.showModal();
    // The first field, not the button that closes it all.
    dialog.current?.querySelector<HTMLElement>('.dialog-body :is(input, textarea, button)')?.focus();
  }, []);
  const close = (all: boolean): void => void act({ kind: 'close', viewId: view.id, all });
  const submit = async (): Promise<void> => {
    setBusy(true);
    setTrouble(undefined);
    const answer = await act({ kind: 'submit', viewId: view.id, values: surface.values });
    setErrors(answer.errors ?? {});
    setTrouble(answer.trouble);
    setBusy(false);
    if (answer.errors)
      requestAnimationFrame(() => dialog.current?.querySelector<HTMLElement>('.wrong input, .wrong textarea')?.focus());
  };
  return (
    <dialog
      ref={dialog}
      className="modal"
      aria-labelledby={title}
      onCancel={(event) => {
        event.preventDefault();
        close(false);
      }}
    >
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <header className="dialog-head">
          <h2 id={title}>{wordsOf(view.given.title)}</h2>
          <button
            type="button"
            className="icon"
            aria-label="Close"
            onClick={() => close(view.given.clear_on_close === true)}
          >
            ✕
          </button>
        </header>
        <div className="dialog-body">
          {trouble && (
            <p className="trouble" role="alert">
              {trouble}
            </p>
          )}
          <SurfaceContext value={surface}>
            <Blocks blocks={blocks} />
          </SurfaceContext>
        </div>
        <footer className="dialog-foot">
          <span className="from-app">{snapshot.app.name}</span>
          <button type="button" className="button" onClick={() => close(false)}>
            {wordsOf(view.given.close) || (view.hasBelow ? 'Back' : 'Cancel')}
          </button>
          {wordsOf(view.given.submit) && (
            <button type="submit" className="button primary filled" disabled={busy} aria-busy={busy}>
              {wordsOf(view.given.submit)}
            </button>
          )}
        </footer>
      </form>
      {/* What lies outside an open form cannot be clicked, but a phone stands on the desk. */}
      <DeskPhone />
    </dialog>
  );
}
