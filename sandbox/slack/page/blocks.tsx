import { Component, type ReactNode } from 'react';
import { type Block, Message } from 'slack-blocks-to-jsx';
import { fieldsOf } from '../forms.js';
import { isObject, type Json, objectsOf, wordsOf } from '../json.js';
import { Element } from './elements.js';
import { InputBlock } from './input-block.js';
import { LiveDate } from './live-date.js';
import { nameOf, usePage } from './page-context.js';

/**
 * Block Kit. A library draws everything that is only looked at; whatever a person can press or fill in is drawn by us,
 * since the library gives no way to hear of it.
 */
export function Blocks({ blocks }: { readonly blocks: readonly Json[] }) {
  return (
    <div className="blocks">
      {runs(blocks).map((run) =>
        Array.isArray(run) ? <Still key={keyOf(run[0])} blocks={run} /> : <Acting key={keyOf(run)} block={run} />,
      )}
    </div>
  );
}

function keyOf(block: Json | undefined): string {
  return String(block?.block_id);
}

/** Blocks that act, one by one; between them the others, together. */
function runs(blocks: readonly Json[]): (Json | Json[])[] {
  const result: (Json | Json[])[] = [];
  for (const block of blocks) {
    const last = result.at(-1);
    if (acts(block)) result.push(block);
    else if (Array.isArray(last)) last.push(block);
    else result.push([block]);
  }
  return result;
}

function acts(block: Json): boolean {
  if (block.type === 'actions' || block.type === 'input' || block.type === 'container') return true;
  return block.type === 'section' && isObject(block.accessory) && block.accessory.type !== 'image';
}

function Acting({ block }: { readonly block: Json }) {
  const blockId = String(block.block_id);
  if (block.type === 'input') return <InputBlock block={block} />;
  if (block.type === 'container')
    return (
      <details className="container" open={block.default_collapsed !== true}>
        <summary>{wordsOf(block.title)}</summary>
        <Blocks blocks={objectsOf(block.child_blocks)} />
      </details>
    );
  if (block.type === 'section') {
    const { accessory, ...rest } = block;
    const fields = fieldsOf([block]);
    return (
      <div className="with-accessory">
        <Still blocks={[rest]} />
        {isObject(accessory) && (
          <Element blockId={blockId} element={accessory} field={fields[0]} name={wordsOf(block.text)} />
        )}
      </div>
    );
  }
  const fields = fieldsOf([block]);
  return (
    <div className="actions">
      {objectsOf(block.elements).map((element) => (
        <Element
          key={String(element.action_id)}
          blockId={blockId}
          element={element}
          field={fields.find((field) => field.actionId === element.action_id)}
          name={wordsOf(element.placeholder)}
        />
      ))}
    </div>
  );
}

/** Blocks that are only looked at. */
function Still({ blocks }: { readonly blocks: readonly Json[] }) {
  const { snapshot } = usePage();
  const users = [...snapshot.people, snapshot.app].map(({ id, name }) => ({ id, name }));
  return (
    <Guard words={blocks.map((block) => wordsOf(block.text)).join(' ')}>
      <Message
        theme="light"
        logo=""
        name=""
        withoutWrapper
        blocks={blocks as unknown as Block[]}
        data={{ users, channels: snapshot.channels.map(({ id, name }) => ({ id, name })) }}
        hooks={{
          user: ({ id }) => (
            <span className={id === snapshot.you ? 'mention you' : 'mention'}>@{nameOf(snapshot, id)}</span>
          ),
          // As in Slack, a link opens outside of it.
          link: ({ href, children, className }) => (
            <a href={href} className={className} target="_blank" rel="noopener noreferrer">
              {children}
            </a>
          ),
          date: ({ timestamp, format, fallback }) => (
            <LiveDate timestamp={Number(timestamp)} format={format} fallback={fallback} />
          ),
        }}
      />
    </Guard>
  );
}

/** A block that the library can't draw becomes its words. */
class Guard extends Component<{ readonly words: string; readonly children: ReactNode }, { readonly failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true };
  }

  override render(): ReactNode {
    return this.state.failed ? (
      <p>{this.props.words || '(a block that this page cannot draw)'}</p>
    ) : (
      this.props.children
    );
  }
}
